// `npm test`: every test that this machine can run. On the embedded database all of them, in the browser too; on
// PostgreSQL, where one answers, those of the server. `DB_CONNECTION=pg npm test` runs all of them there.
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
const noPostgres = await emptyPostgres()

if (DB_CONNECTION === 'pg' && noPostgres) stop(`PostgreSQL does not answer: ${noPostgres}`)

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

let status = test(DB_CONNECTION ?? 'sqlite', wanted)
if (!DB_CONNECTION && !wanted.length && !noPostgres) status ||= test('pg', ['functional'])

if (noPostgres) console.log(`Left out: the tests on PostgreSQL, which does not answer (${noPostgres}).`)
else if (!DB_CONNECTION)
  console.log('Left out: the browser on PostgreSQL. It is the same but slower: DB_CONNECTION=pg npm test')
process.exit(status)

function test(database, choice) {
  console.log(`\nTests on ${database}`)
  const args = ['-r', '@adonisjs/assembler/build/register', 'test.ts', ...choice]
  return (
    spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, DB_CONNECTION: database } })
      .status ?? 1
  )
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
