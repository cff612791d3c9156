// Measures the check and the pages with more data: users and sessions, comments of a discussion, devices of a user.
import { randomBytes } from 'node:crypto'
import Database from 'better-sqlite3'
import { lesson, measure, signIn, startSite, table, whole } from './site.mjs'

const seconds = 4
const now = '2026-01-01 12:00:00'

export async function growth() {
  const site = await startSite()
  const viewer = await signIn(site)
  const database = new Database(site.path)
  database.exec('pragma busy_timeout = 5000; pragma foreign_keys = on')
  const me = database.prepare('select id from users order by id desc limit 1').get().id
  const lessonId = database.prepare('select id from lessons where slug = ?').get(lesson.split('/').at(-1)).id

  await grow('sessions and users', '/api/user/check', [100, 10_000, 100_000], addUser(database))
  await grow('comments', lesson, [10, 100, 1_000, 10_000], addComment(database, lessonId, me))
  await grow('comments', `${lesson}?page=500`, [10_000], () => {})
  await grow('devices', '/account/sessions', [1, 20, 50, 500], (number) => addSession(database, me, number))

  /** Measures a page with each of these numbers of rows, which `add` inserts. */
  async function grow(things, path, steps, add) {
    const rows = []
    let count = 0
    for (const step of steps) {
      database.exec('begin immediate')
      while (count < step) add(++count)
      database.exec('commit')
      const { rate, cpu, p50, p99 } = await measure(site, { path, headers: viewer }, seconds)
      rows.push([whole(step), whole(rate), whole(cpu), p50, p99])
    }
    table([`${things}, ${path}`, 'requests/s', 'CPU µs/request', 'p50 ms', 'p99 ms'], rows)
  }
}

const addUser = (database) => (number) => {
  const { lastInsertRowid } = insert(database, 'users', {
    email: `user-${number}@example.com`,
    name: `User ${number}`,
    password: 'nobody signs in with this',
    created_at: now,
    updated_at: now,
  })
  addSession(database, Number(lastInsertRowid), number)
}

function addSession(database, userId, number) {
  const [time, anHour, stamp] = [Date.now(), 60 * 60 * 1000, randomBytes(32).toString('base64url')]
  insert(database, 'sessions', {
    stamp,
    family: stamp,
    user_id: userId,
    data: JSON.stringify({ auth_web: userId, 'csrf-secret': randomBytes(18).toString('base64url') }),
    user_agent: `Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.${number}`,
    address: '192.0.2.7',
    created_at: time,
    last_active_at: time,
    expires_at: time + anHour,
  })
}

const addComment = (database, lessonId, userId) => (number) =>
  insert(database, 'comments', {
    lesson_id: lessonId,
    user_id: userId,
    body: `Comment ${number} of many.`,
    created_at: now,
  })

const statements = new Map()

function insert(database, name, row) {
  const columns = Object.keys(row)
  if (!statements.has(name)) {
    const places = columns.map(() => '?').join(', ')
    statements.set(name, database.prepare(`insert into ${name} (${columns.join(', ')}) values (${places})`))
  }
  return statements.get(name).run(...Object.values(row))
}
