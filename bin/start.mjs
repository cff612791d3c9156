// `npm start`: serves build/ in production.
import { existsSync } from 'node:fs'
import { requireNode, runOnDatabase, stop, takePort } from './checks.mjs'

requireNode()
if (!existsSync('build/server.js')) stop('There is no build yet. Make one: npm run build')
if (existsSync('.env')) process.loadEnvFile('.env')
process.env.NODE_ENV = 'production'

const { HOST = '127.0.0.1', PORT = '3333' } = process.env
const releasePort = await takePort(PORT, HOST)

runOnDatabase('build/ace', 'migration:run', '--force')
runOnDatabase('build/ace', 'db:seed')
await releasePort()
await import('../build/server.js')
