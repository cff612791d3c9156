// `npm run bench -- events` measures how much 1,000 open streams cost a server, and how soon it sends an event. With
// DB_CONNECTION=pg and the DATABASE_URL of an empty database, a second server ends the session.
import { spawn } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { on } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const require = createRequire(import.meta.url)
const { Encryption } = require('@adonisjs/encryption/build/standalone')
const knex = require('knex')

const [streamCount, perSession, rounds, checkCount] = [1_000, 5, 20, 4_000]
const isPostgres = process.env.DB_CONNECTION === 'pg'
const ports = isPostgres ? [3998, 3999] : [3998]
const [listening, ending] = [ports[0], ports.at(-1)]
const APP_KEY = 'a key for measurements, known to everybody'
const SQLITE_PATH = join(mkdtempSync(join(tmpdir(), 'bench-')), 'bench.sqlite3')
const measureOnMessage = "process.on('message', () => (gc(), process.send(process.memoryUsage())))"
const preload = ['--expose-gc', '--import', `data:text/javascript,${measureOnMessage}`]
const agent = new Agent({ keepAlive: true, maxSockets: 20 })
const { verifier } = new Encryption({ secret: APP_KEY })

const servers = []
process.on('exit', () => servers.forEach((server) => server.kill()))
for (const port of ports) servers.push(await start(port))

const database = isPostgres
  ? knex({ client: 'pg', connection: process.env.DATABASE_URL })
  : knex({
      client: 'better-sqlite3',
      connection: { filename: SQLITE_PATH },
      useNullAsDefault: true,
      pool: { afterCreate: waitForLock },
    })
const userId = await insertUser()
const cookies = []
for (let count = 0; count < streamCount / perSession; count++) cookies.push(await insertSession())

await latency()
console.log(`the check before: ${await latency()}`)
const before = await memory()
for (const cookie of cookies) await Promise.all(Array.from({ length: perSession }, () => openStream(cookie)))
const after = await memory()
const each = (kind) => `${((after[kind] - before[kind]) / streamCount).toFixed(1)} KB`
console.log(`${streamCount} streams: ${each('inUse')} in use each, ${each('resident')} resident`)
// The collected garbage includes compiled code, so the first round is slower.
await latency()
console.log(`the check with them: ${await latency()}`)

const delays = []
for (let round = 0; round < rounds; round++) delays.push(await delay())
delays.sort((a, b) => a - b)
console.log(
  `told of a sign-out, on ${ports.length} server(s): median ${ms(delays, 0.5)}, longest ${ms(delays, 1)}`,
)
process.exit()

async function start(port) {
  const env = { ...process.env, APP_KEY, SQLITE_PATH, PORT: String(port), LOG_LEVEL: 'warn' }
  const server = spawn(process.execPath, [...preload, 'bin/start.mjs'], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  server.on('exit', (code) => process.exit(code ?? 1))
  while (!(await send(port, '/health').catch(() => null))) await setTimeout(100)
  return server
}

async function insertUser() {
  const [created_at, email] = [new Date().toISOString(), `${randomUUID()}@example.com`]
  const row = { name: 'Bench', email, password: '-', created_at, updated_at: created_at }
  const [inserted] = await database('users').insert(row).returning('id')
  return inserted.id
}

/** Inserts a signed-in session. Returns its cookie. */
async function insertSession() {
  const id = randomUUID()
  const stamp = createHmac('sha256', APP_KEY).update(`session:${id}`).digest('base64url')
  const [now, data] = [Date.now(), JSON.stringify({ auth_web: userId })]
  const times = { created_at: now, last_active_at: now, expires_at: now + 3_600_000 }
  await database('sessions').insert({
    stamp,
    family: stamp,
    user_id: userId,
    data,
    user_agent: '',
    address: '',
    ...times,
  })
  return `__Host-session=s:${verifier.sign(id, undefined, '__Host-session')}`
}

/** Opens a stream. Returns an object with the promise of its event. */
function openStream(cookie) {
  return new Promise((resolve, reject) => {
    const options = { headers: { cookie }, agent: false }
    const call = request(`http://127.0.0.1:${listening}/api/user/events`, options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`A stream returned ${response.statusCode}`))
      const told = new Promise((done) =>
        response.on('data', (text) => `${text}`.includes('change') && done()),
      )
      resolve({ told })
    })
    call.on('error', reject).end()
  })
}

/** Signs a session out at the ending server. Returns the milliseconds from the request to the event. */
async function delay() {
  const own = await insertSession()
  const { told } = await openStream(own)
  const page = await send(ending, '/', { headers: { cookie: own } })
  const token = page.body.match(/name="csrf-token" content="([^"]*)"/)[1]
  const start = performance.now()
  const body = new URLSearchParams({ _csrf: token }).toString()
  await Promise.all([told, send(ending, '/logout', { method: 'POST', headers: { cookie: own }, body })])
  return performance.now() - start
}

async function latency() {
  const times = []
  const one = async () => {
    while (times.length < checkCount) {
      const start = performance.now()
      await send(listening, '/api/user/check', { headers: { cookie: cookies[0] } })
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: 10 }, one))
  times.sort((a, b) => a - b)
  return `median ${ms(times, 0.5)}, 99 % within ${ms(times, 0.99)}`
}

function ms(sorted, share) {
  return `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1)} ms`
}

/** Returns the memory of the listening server in KB, after its garbage is collected. */
async function memory() {
  servers[0].send('measure')
  for await (const [{ rss, heapUsed, external }] of on(servers[0], 'message'))
    if (rss) return { resident: rss / 1024, inUse: (heapUsed + external) / 1024 }
}

function send(port, path, { method = 'GET', headers = {}, body = '' } = {}) {
  const origin = `http://127.0.0.1:${port}`
  const type = 'application/x-www-form-urlencoded'
  const form = body && { 'content-type': type, 'content-length': body.length, origin }
  return new Promise((resolve, reject) => {
    const call = request(origin + path, { agent, method, headers: { ...headers, ...form } }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode, body: text }))
    })
    call.on('error', reject).end(body)
  })
}

function waitForLock(connection, done) {
  connection.exec('PRAGMA busy_timeout = 5000')
  done()
}
