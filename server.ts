import 'reflect-metadata'
import { setImmediate, setTimeout } from 'timers/promises'
import { Ignitor } from '@adonisjs/core/build/standalone'
import { createServer } from './framework/Server'

const server = new Ignitor(__dirname).httpServer()

// The framework waits 3 seconds, which is too short for a slow database. Process managers often kill after 30.
const timeoutMs = 25_000
const arrivalMs = 250

async function end() {
  process.on('uncaughtException', () => {})
  server.application.isShuttingDown = true
  await Promise.race([close(), setTimeout(timeoutMs)])
  process.exit()
}

/** Requests that were sent before the signal may still be in the queue of the operating system. */
async function close() {
  await setTimeout(arrivalMs)
  await setImmediate()
  await server.close().catch(() => {})
}

/** The framework would print a stack, and end with 0. */
function stopAtStart({ code, port }: NodeJS.ErrnoException & { port?: number }) {
  const isTaken = code === 'EADDRINUSE'
  console.error(isTaken ? `Port ${port} is taken. Choose another PORT.` : `Cannot listen (${code}).`)
  process.exit(1)
}

server
  .start((handle) => {
    const listener = createServer(server.application, handle).once('error', stopAtStart)
    return listener.once('listening', () => listener.off('error', stopAtStart))
  })
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
