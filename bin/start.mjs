// `npm start`: serves build/ in production.
import { existsSync } from 'node:fs'
import { requireNode, requirePort, runOnDatabase, stop } from './checks.mjs'

requireNode()
if (!existsSync('build/server.js')) stop('There is no build yet. Make one: npm run build')
if (existsSync('.env')) process.loadEnvFile('.env')
process.env.NODE_ENV = 'production'

const { HOST = '127.0.0.1', PORT = '3333' } = process.env
await requirePort(PORT, HOST)

runOnDatabase('build/ace', 'migration:run', '--force')
runOnDatabase('build/ace', 'db:seed')
await import('../build/server.js')
