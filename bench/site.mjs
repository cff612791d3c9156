// Starts a production server with a new database, and sends requests to it.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import pg from 'pg'

export const databaseUrl =
  process.env.BENCH_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/welcome_back_bench'
export const lesson = '/lessons/the-check'
export const password = 'measured password'

const ticksPerSecond = 100
const sites = new Set()
process.on('exit', () => sites.forEach(({ process }) => process.kill()))

/** Starts a server from build/ and waits until it responds. Takes settings that differ from the defaults. */
export async function startSite(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const env = {
    ...process.env,
    APP_KEY: 'a key for measurements, known to everybody',
    DB_CONNECTION: 'sqlite',
    SQLITE_PATH: join(folder, 'bench.sqlite3'),
    LOG_LEVEL: 'warn',
    COMMENTS_PER_HOUR: '1000000',
    HOST: '127.0.0.1',
    PORT: await freePort(),
    ...settings,
  }
  const child = spawn(process.execPath, ['bin/start.mjs'], { env, stdio: 'inherit' })
  const site = { origin: `http://127.0.0.1:${env.PORT}`, path: env.SQLITE_PATH, process: child }
  sites.add(site)
  child.on('exit', (code) => sites.has(site) && process.exit(code ?? 1))
  while (!(await fetch(`${site.origin}/health`).catch(() => null))?.ok) await pause(100)
  return site
}

export async function stopSite(site) {
  sites.delete(site)
  site.process.kill()
  await new Promise((resolve) => site.process.once('exit', resolve))
}

/** Creates an empty database in PostgreSQL. */
export async function createDatabase() {
  const name = new URL(databaseUrl).pathname.slice(1)
  const connectionString = new URL('/postgres', databaseUrl).href
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3000 })
  try {
    await client.connect()
    await client.query(`drop database if exists "${name}" with (force)`)
    await client.query(`create database "${name}"`)
  } finally {
    await client.end().catch(() => {})
  }
}

/** Registers a user. Returns the headers that their requests need. */
export async function signIn({ origin }, email = `bench-${Date.now()}@example.com`) {
  const fields = { name: 'Bench', email, password, password_confirmation: password }
  const answer = await send(origin, '/register', fields)
  const cookie = cookieOf(answer)
  const page = await (await fetch(origin + lesson, { headers: { cookie } })).text()
  return { cookie, origin, 'x-csrf-token': page.match(/name="csrf-token" content="([^"]+)"/)[1] }
}

export const send = (origin, path, fields, headers = {}) =>
  fetch(origin + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin, ...headers },
    redirect: 'manual',
  })

export const cookieOf = (answer) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

/** Returns the cost of a request, measured for this many seconds, after many requests of the same kind. */
export async function measure(site, request, seconds = 5, connections = 10) {
  const load = (end) =>
    autocannon({ url: site.origin, connections, requests: [request], timeout: 30, ...end })
  await load({ amount: 3_000 })
  const before = cpuSeconds(site)
  const { requests, latency, errors, statusCodeStats } = await load({ duration: seconds })
  const cpu = ((cpuSeconds(site) - before) / requests.total) * 1e6
  const failed = Object.keys(statusCodeStats).filter((status) => status >= 400)
  // The timed load drops its last requests. The server has finished them after these, so it can be stopped.
  await load({ amount: 3 * connections })
  if (errors || failed.length) throw new Error(`${request.path}: ${errors} errors, status ${failed}`)
  return { rate: requests.total / seconds, cpu, p50: latency.p50, p99: latency.p99 }
}

/** Returns the processor time of a server so far, in seconds, or NaN without /proc. */
function cpuSeconds({ process: { pid } }) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return NaN
  }
}

/** Returns the resident memory of a server, in MB. */
export const memoryOf = ({ process: { pid } }) =>
  Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  console.log(
    [line(head), line(head.map((_, i) => (i ? '---:' : '---'))), ...rows.map(line)].join('\n') + '\n',
  )
}

export const whole = (number) => Math.round(number).toLocaleString('en')

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(String(port)))
    })
  })
}
