import 'reflect-metadata'
import { setTimeout } from 'timers/promises'
import { Ignitor } from '@adonisjs/core/build/standalone'
import { createServer } from './app/Server'

const server = new Ignitor(__dirname).httpServer()

// The framework would give running requests 3 seconds. A database that is slow to answer takes longer.
const timeoutMs = 30_000

/** Finishes the running requests and ends the process. What fails meanwhile is logged. */
async function end() {
  process.on('uncaughtException', () => {})
  await Promise.race([server.close().catch(() => {}), setTimeout(timeoutMs)])
  process.exit()
}

server
  .start((handle) => createServer(server.application, handle))
  .then(() => {
    process.removeAllListeners('SIGTERM').once('SIGTERM', end)
    // The framework logs it. Whoever supervises the process starts the next one.
    process.once('uncaughtException', () => {
      process.exitCode = 1
      end()
    })
  })
