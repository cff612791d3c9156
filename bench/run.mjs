// `npm run bench`: what requests cost, on SQLite and on PostgreSQL. Needs a build.
// `npm run bench -- growth`: the same as the site grows. `npm run bench -- memory`: what many visitors leave behind.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { growth } from './growth.mjs'
import { memory } from './memory.mjs'
import { BENCH_DATABASE_URL, lesson, measure, signIn, startSite, stopSite, table, whole } from './site.mjs'

const [what = 'requests'] = process.argv.slice(2)
await { requests, growth, memory }[what]()
process.exit()

async function requests() {
  await requestsOn('SQLite')
  const missing = await createDatabase().catch((error) => error.message || error.code)
  if (missing)
    return console.log(`Left out: PostgreSQL, which does not answer at BENCH_DATABASE_URL (${missing}).`)
  await requestsOn('PostgreSQL', { DB_CONNECTION: 'pg', DATABASE_URL: BENCH_DATABASE_URL })
}

async function requestsOn(name, settings) {
  const site = await startSite(settings)
  const viewer = await signIn(site)
  const comment = {
    method: 'POST',
    path: `${lesson}/comments`,
    headers: { ...viewer, 'content-type': 'application/x-www-form-urlencoded' },
    setupRequest: (request) => ({ ...request, body: `body=${randomUUID()}` }),
  }
  const kinds = {
    'check, guest': { path: '/api/user/check' },
    'check, signed in': { path: '/api/user/check', headers: viewer },
    'lesson page, signed in': { path: lesson, headers: viewer },
    'comment stored': comment,
  }
  const rows = []
  for (const [kind, request] of Object.entries(kinds)) {
    const { rate, cpu, p50, p99 } = await measure(site, request)
    rows.push([kind, whole(rate), whole(cpu), p50, p99])
  }
  await stopSite(site)
  table([name, 'requests/s', 'CPU µs/request', 'p50 ms', 'p99 ms'], rows)
}

/** Makes an empty database for the measurement. */
async function createDatabase() {
  const name = new URL(BENCH_DATABASE_URL).pathname.slice(1)
  const connectionString = new URL('/postgres', BENCH_DATABASE_URL).href
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3000 })
  try {
    await client.connect()
    await client.query(`drop database if exists "${name}" with (force)`)
    await client.query(`create database "${name}"`)
  } finally {
    await client.end().catch(() => {})
  }
}
