// `npm start`: production, from build/.
import { existsSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { needNode, needPort, stop } from './checks.mjs'

needNode()
if (!existsSync('build/server.js')) stop('There is no build yet. Make one: npm run build')
if (existsSync('.env')) process.loadEnvFile('.env')
process.env.NODE_ENV = 'production'

const { HOST = '127.0.0.1', PORT = '3333' } = process.env
await needPort(PORT, HOST)

step('migration:run', '--force')
step('db:seed')
await import('../build/server.js')

/** Runs a command of the build to its end, in silence unless it fails. */
function step(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build/ace', ...args], { encoding: 'utf8' })
  if (status !== 0) stop((stderr + stdout).trim())
}
