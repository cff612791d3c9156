// `npm test`: every test that this machine can run. On the embedded database all but those of several processes, in
// the browser too; on PostgreSQL, where one answers, those of the server, of one process and of several.
// `DB_CONNECTION=pg npm test` runs all of them there.
// What follows `--` goes to the test runner: `npm test -- functional --files=check.spec.ts`.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import pg from 'pg'
import { needNode, run, stop } from './checks.mjs'

needNode()

const { DB_CONNECTION, TEST_DATABASE_URL = 'postgres://postgres@127.0.0.1:5432/welcome_back_test' } =
  process.env
const wanted = process.argv.slice(2)
const suites = wanted.filter((word) => !word.startsWith('-'))
const usesPostgres = DB_CONNECTION ? DB_CONNECTION === 'pg' : !wanted.length
const noPostgres = usesPostgres && (await emptyPostgres())

if (DB_CONNECTION === 'pg' && noPostgres) stop(`PostgreSQL does not answer: ${noPostgres}`)
if (DB_CONNECTION !== 'pg' && suites.includes('processes'))
  stop('Several processes share PostgreSQL only: DB_CONNECTION=pg npm test -- processes')

Object.assign(process.env, {
  NODE_ENV: 'test',
  APP_KEY: 'a key for tests, known to everybody',
  HOST: '127.0.0.1',
  PORT: await freePort(),
  LOG_LEVEL: 'fatal',
  SESSION_AGE: '2h',
  SESSION_LIFETIME: '12h',
  SQLITE_PATH: 'tmp/test.sqlite3',
  DATABASE_URL: TEST_DATABASE_URL,
})
for (const ending of ['', '-wal', '-shm']) rmSync(`tmp/test.sqlite3${ending}`, { force: true })

run('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error')
run('ace', 'generate:manifest')

let status = test(DB_CONNECTION ?? 'sqlite')
if (!DB_CONNECTION && usesPostgres && !noPostgres) status ||= test('pg', 'functional', 'processes')

for (const line of leftOut()) console.log(`Left out: ${line}`)
process.exit(status)

/** Takes the suites, or those that are wanted, or else all that the database can carry. */
function test(database, ...chosen) {
  console.log(`\nTests on ${database}`)
  const all = ['unit', 'functional', 'browser', ...(database === 'pg' ? ['processes'] : [])]
  const choice = chosen.length ? chosen : suites.length ? wanted : [...all, ...wanted]
  const args = ['-r', '@adonisjs/assembler/build/register', 'test.ts', ...choice]
  return (
    spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, DB_CONNECTION: database } })
      .status ?? 1
  )
}

function leftOut() {
  if (wanted.length) return []
  if (noPostgres)
    return [`the tests on PostgreSQL, those of several processes too: it does not answer (${noPostgres}).`]
  if (DB_CONNECTION === 'pg') return []
  if (DB_CONNECTION)
    return ['the tests on PostgreSQL, those of several processes too: DB_CONNECTION=pg npm test']
  return ['the browser on PostgreSQL. It is the same but slower: DB_CONNECTION=pg npm test']
}

/** Makes the tests' own database anew. Answers why it cannot, or nothing. */
async function emptyPostgres() {
  const name = new URL(TEST_DATABASE_URL).pathname.slice(1)
  const server = new URL('/postgres', TEST_DATABASE_URL).href
  const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 3000 })
  try {
    await client.connect()
    await client.query(`drop database if exists "${name}" with (force)`)
    await client.query(`create database "${name}"`)
  } catch (error) {
    return error.message || error.code
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
