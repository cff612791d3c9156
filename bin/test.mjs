// `npm test` runs every test that this machine can run: all suites on SQLite, and those with several processes on
// PostgreSQL, if it can be reached. `DB_CONNECTION=pg npm test` runs all suites on PostgreSQL. Three groups of suites run
// in parallel, each with its own port and database; the tests of faults mostly wait, so they leave the processors to the
// others. The test runner gets everything after `--`: `npm test -- functional --files=check.spec.ts`.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import pg from 'pg'
import { requireFolder, requireNode, run, stop } from './checks.mjs'

requireNode()
requireFolder()

const { DB_CONNECTION, TEST_DATABASE_URL = 'postgres://postgres@127.0.0.1:5432/welcome_back_test' } =
  process.env
const wanted = process.argv.slice(2)
const noPostgres = await postgresIsMissing()

if (DB_CONNECTION === 'pg' && noPostgres) stop(`PostgreSQL cannot be reached: ${noPostgres}`)
if (DB_CONNECTION !== 'pg' && wanted.includes('processes'))
  stop('Several processes share PostgreSQL only: DB_CONNECTION=pg npm test -- processes')

Object.assign(process.env, {
  NODE_ENV: 'test',
  APP_KEY: 'a key for tests, known to everybody',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'fatal',
  SESSION_AGE: '2h',
  SESSION_LIFETIME: '12h',
  SESSION_WARNING: '2m',
  REMEMBER_AGE: '30d',
  REMEMBER_LIFETIME: '365d',
  COMMENTS_PER_HOUR: '100',
})

run('bin/highlight.mjs')
run('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error')
run('ace', 'generate:manifest')

const statuses = await Promise.all(lanes().map(runLane))
for (const line of leftOut()) console.log(`Left out: ${line}`)
process.exit(Math.max(...statuses.flat()))

/** Returns the lanes, which run in parallel; the jobs of a lane run one after the other. */
function lanes() {
  const database = DB_CONNECTION ?? 'sqlite'
  if (wanted.length) return [[{ database, suites: wanted }]]

  const withFaults = ['faults', ...(database === 'pg' ? ['processes'] : [])]
  const onPostgres = { database: 'pg', suites: ['faults', 'processes', '--ignore-tags=any database'] }
  return [
    [{ database, suites: ['unit', 'functional', 'matrix'] }],
    [{ database, suites: ['browser'] }],
    [{ database, suites: withFaults }, ...(DB_CONNECTION || noPostgres ? [] : [onPostgres])],
  ]
}

async function runLane(jobs, lane) {
  const statuses = []
  for (const job of jobs) statuses.push(await test(job, lane))
  return statuses
}

/** Runs the suites of a job. The first lane prints at once, the others when they are done. Returns the exit code. */
async function test({ database, suites }, lane) {
  const env = {
    ...process.env,
    DB_CONNECTION: database,
    PORT: await freePort(),
    SQLITE_PATH: `tmp/test-${lane}.sqlite3`,
    DATABASE_URL: `${TEST_DATABASE_URL}_${lane}`,
  }
  for (const ending of ['', '-wal', '-shm']) rmSync(env.SQLITE_PATH + ending, { force: true })
  if (database === 'pg') await recreate(env.DATABASE_URL)

  const args = ['-r', '@adonisjs/assembler/build/register', 'test.ts', ...suites]
  const child = spawn(process.execPath, args, {
    env,
    stdio: ['ignore', lane ? 'pipe' : 'inherit', 'inherit'],
  })
  const output = [`\nTests on ${database}: ${suites.join(', ')}\n`]
  if (!lane) process.stdout.write(output.pop())
  child.stdout?.on('data', (data) => output.push(data))
  const [status] = await new Promise((resolve) => child.on('close', (...ending) => resolve(ending)))
  process.stdout.write(output.join(''))
  return status ?? 1
}

function leftOut() {
  if (wanted.length) return []
  if (noPostgres) return [`the tests on PostgreSQL, which cannot be reached (${noPostgres}).`]
  if (DB_CONNECTION === 'pg') return []
  if (DB_CONNECTION) return ['the tests on PostgreSQL: DB_CONNECTION=pg npm test']
  return ['the tests of one process on PostgreSQL: DB_CONNECTION=pg npm test']
}

/** Returns why PostgreSQL cannot be reached, or an empty text. */
function postgresIsMissing() {
  return onServer((client) => client.query('select 1')).then(
    () => '',
    (error) => error.message || error.code,
  )
}

function recreate(address) {
  const name = new URL(address).pathname.slice(1)
  return onServer(async (client) => {
    await client.query(`drop database if exists "${name}" with (force)`)
    await client.query(`create database "${name}"`)
  })
}

async function onServer(action) {
  const connectionString = new URL('/postgres', TEST_DATABASE_URL).href
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3000 })
  try {
    await client.connect()
    await action(client)
  } finally {
    await client.end().catch(() => {})
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(String(port)))
    })
  })
}
