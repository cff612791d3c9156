// Measures requests on SQLite and on PostgreSQL.
import { randomUUID } from 'node:crypto'
import {
  createDatabase,
  databaseUrl,
  lesson,
  measure,
  signIn,
  startSite,
  stopSite,
  table,
  whole,
} from './site.mjs'

export async function requests() {
  await requestsOn('SQLite')
  const missing = await createDatabase().catch((error) => error.message || error.code)
  if (missing)
    return console.log(`Left out: PostgreSQL, which cannot be reached at BENCH_DATABASE_URL (${missing}).`)
  await requestsOn('PostgreSQL', { DB_CONNECTION: 'pg', DATABASE_URL: databaseUrl })
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
