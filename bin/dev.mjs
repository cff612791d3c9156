// `npm run dev`: prepares everything that is missing, and serves the site.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { requireFolder, requireNode, run, runOnDatabase, stop, takePort } from './checks.mjs'

requireNode()
requireFolder()
makeEnv()
process.loadEnvFile('.env')

const { HOST = '127.0.0.1', PORT = '3333' } = process.env
const releasePort = await takePort(PORT, HOST)

run('ace', 'generate:manifest')
runOnDatabase('ace', 'migration:run')
runOnDatabase('ace', 'db:seed')
run('bin/highlight.mjs')
run('node_modules/vite/bin/vite.js', 'build')
await releasePort()

const children = [
  spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--watch', '--logLevel', 'error'], {
    stdio: 'inherit',
  }),
  spawn(process.execPath, ['ace', 'serve', '--watch'], { stdio: 'inherit' }),
]
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0))
for (const child of children) child.on('exit', (code) => end(code ?? 1))

const address = `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`
await untilItResponds(`${address}/health`)
console.log(`
  Welcome Back   ${address}
  Demo account   demo@example.com, password "welcome back"
`)

/** Creates .env from .env.example if it is missing, and a key if it has none. */
function makeEnv() {
  try {
    const text = readFileSync(existsSync('.env') ? '.env' : '.env.example', 'utf8')
    if (existsSync('.env') && !/^APP_KEY=$/m.test(text)) return
    const key = randomBytes(24).toString('base64url')
    writeFileSync('.env', text.replace(/^APP_KEY=$/m, `APP_KEY=${key}`))
  } catch ({ code }) {
    stop(`Cannot read or write .env in this folder (${code}).`)
  }
}

async function untilItResponds(address) {
  while (!(await fetch(address).catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 200))
}

function end(code) {
  for (const child of children) child.kill()
  process.exit(code)
}
