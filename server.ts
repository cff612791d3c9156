import 'reflect-metadata'
import { setTimeout } from 'timers/promises'
import { Ignitor } from '@adonisjs/core/build/standalone'
import { createServer } from './app/Server'

const server = new Ignitor(__dirname).httpServer()

// The framework waits 3 seconds, which is too short for a slow database. Process managers often kill after 30.
const timeoutMs = 25_000

async function end() {
  process.on('uncaughtException', () => {})
  await Promise.race([server.close().catch(() => {}), setTimeout(timeoutMs)])
  process.exit()
}

server
  .start((handle) => createServer(server.application, handle))
  .then(() => {
    const [frameworks] = process.listeners('SIGTERM')
    // Without any listener for a moment, a signal would be lost.
    process.on('SIGTERM', end).off('SIGTERM', frameworks)
    // The framework logs it, and a supervisor starts the next process.
    process.once('uncaughtException', () => {
      process.exitCode = 1
      end()
    })
  })
