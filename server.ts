import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core/build/standalone'

const server = new Ignitor(__dirname).httpServer()

// The framework would give running requests 3 seconds. A database that is slow to answer takes longer.
const patience = 30_000

server.start().then(() => {
  process.removeAllListeners('SIGTERM').once('SIGTERM', () => server.kill(patience))
})
