// `npm run bench`: what one check costs, as a guest and signed in, on a server of its own. Bounded in time.
import { spawn } from 'node:child_process'
import { Agent, request } from 'node:http'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [port, seconds, connections] = [3999, 3, 20]
const origin = `http://127.0.0.1:${port}`
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const environment = {
  APP_KEY: 'a key for measurements, known to everybody',
  PORT: String(port),
  SQLITE_PATH: join(mkdtempSync(join(tmpdir(), 'bench-')), 'bench.sqlite3'),
  LOG_LEVEL: 'warn',
}

const server = spawn(process.execPath, ['bin/start.mjs'], {
  env: { ...process.env, ...environment },
  stdio: 'inherit',
})
process.on('exit', () => server.kill())
server.on('exit', (code) => process.exit(code ?? 1))
while (!(await send('/health').catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 100))

const email = `bench-${Date.now()}@example.com`
const password = 'measured password'
const body = new URLSearchParams({
  name: 'Bench',
  email,
  password,
  password_confirmation: password,
}).toString()
await send('/register', { method: 'POST', body })
const { headers } = await send('/login', { method: 'POST', body })
const cookie = headers['set-cookie'].map((line) => line.split(';')[0]).join('; ')

await measure('a guest', {})
await measure('signed in', { cookie })
process.exit()

async function measure(name, headers) {
  const times = []
  const end = performance.now() + seconds * 1000
  const one = async () => {
    while (performance.now() < end) {
      const start = performance.now()
      await send('/api/user/check', { headers })
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  times.sort((a, b) => a - b)
  const [median, slow] = [0.5, 0.99].map((share) => times[Math.floor(times.length * share)].toFixed(1))
  console.log(
    `${name}: ${Math.round(times.length / seconds)} checks a second, median ${median} ms, 99 % within ${slow} ms`,
  )
}

function send(path, { method = 'GET', headers = {}, body = '' } = {}) {
  const type = body && {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': body.length,
    origin,
  }
  return new Promise((resolve, reject) => {
    const call = request(origin + path, { agent, method, headers: { ...headers, ...type } }, (response) => {
      response.resume().on('end', () => resolve(response))
    })
    call.on('error', reject).end(body)
  })
}
