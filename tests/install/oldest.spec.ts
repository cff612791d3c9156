import { ChildProcess } from 'child_process'
import { cpSync, rmSync } from 'fs'
import { createRequire } from 'module'
import { join } from 'path'
import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import Hash from '@ioc:Adonis/Core/Hash'
import { Visitor } from '../support/visitor'
import { InstalledApp } from './app'

const [host, port] = (process.env.TEST_MYSQL ?? '127.0.0.1:3306').split(':')
const database = 'welcome_back_travels'
const app = new InstalledApp('travels', {
  ...{ NODE_ENV: 'development', APP_KEY: 'a key of the travels, for tests only', APP_NAME: 'travels' },
  ...{ HOST: '127.0.0.1', PORT: '3333', LOG_LEVEL: 'warn', SESSION_DRIVER: 'cookie' },
  ...{ MYSQL_HOST: host, MYSQL_PORT: port, MYSQL_DB_NAME: database },
})
const password = 'correct horse battery'
const users = {
  'ada@example.com': '6f9619ff-8b86-4d01-b42d-00c04fc964ff',
  'bob@example.com': '6f9619ff-8b86-4d01-b42d-00c04fc964fe',
}
type Email = keyof typeof users

let [server, origin]: [ChildProcess, string] = [] as any
let connection: any

const query = async (sql: string, values: unknown[] = []) => (await connection.query(sql, values))[0]
const endSessions = () => query('update sessions set expires_at = 1')

async function makeDatabase() {
  const mysql = createRequire(join(app.root, 'package.json'))('mysql2/promise')
  connection = await mysql.createConnection({ host, port, user: 'root' })
  await query(`drop database if exists ${database}`)
  await query(`create database ${database}`)
  await query(`use ${database}`)
}

async function addUsers() {
  const hash = await Hash.make(password)
  for (const [email, id] of Object.entries(users))
    await query('insert into users (id, email, password) values (?, ?, ?)', [id, email, hash])
}

/** Signs in as the app's page does, and returns the answer after all redirects. */
async function signIn(visitor: Visitor, email: Email, fields = {}) {
  await visitor.get('/entrance')
  return visitor.follow(await visitor.act('/entrance', { email, password, ...fields }))
}

async function signedIn(email: Email, fields = {}) {
  const visitor = new Visitor(origin)
  await signIn(visitor, email, fields)
  return visitor
}

async function check(visitor: Visitor) {
  const answer = await visitor.get('/api/user/check')
  const [body, stamp, viewer] = [
    answer.body,
    answer.header('x-session-stamp'),
    answer.header('x-session-viewer'),
  ]
  return { body, stamp, viewer, setsCookies: answer.setsCookies.length }
}

/** Returns visitors without a session: without cookies, with a guest's, an empty, a forged and a foreign one. */
async function guests() {
  const visitors = Array.from({ length: 5 }, () => new Visitor(origin))
  const [, guest, empty, forged, foreign] = visitors
  await guest.get('/')
  empty.cookies.set('adonis-session', '')
  forged.cookies.set('adonis-session', 's:forged')
  foreign.cookies.set('other', 'value')
  return visitors
}

test.group('The package in an old app', (group) => {
  group.setup(async () => {
    cpSync(Application.makePath('tests/install/apps/oldest'), app.root, { recursive: true })
    app.run('npm install --ignore-scripts --legacy-peer-deps')
    await makeDatabase()
    app.install()
    const layouts = ['site', 'office'].map((name) => `resources/views/layouts/${name}.edge`)
    const files = { 'resources/views/layouts/app.edge': layouts, 'resources/js/app.js': [] }
    app.edit({ files, main: '<div class="page"' })
    app.run('node ace migration:run && npx tsc --noEmit && node ace build --production')
    await addUsers()
    ;({ address: origin, child: server } = await app.start())
    return async () => {
      server.kill()
      await connection.end()
      rmSync(app.scratch, { recursive: true, force: true })
    }
  })
  group.each.setup(async () => {
    await query('delete from sessions')
    await query('delete from trips')
  })

  test('a second configure changes nothing', ({ assert }) => {
    const before = app.text()
    app.configure()
    assert.deepEqual(app.text(), before)
  })

  test('no visitor ever gets the check of another, in 1,000 requests at once and in turn', async ({
    assert,
  }) => {
    const [ada, bob] = [await signedIn('ada@example.com'), await signedIn('bob@example.com')]
    const visitors = [ada, bob, ...(await guests())]
    const expected = await Promise.all(visitors.map(check))
    assert.deepEqual(
      expected.map(({ body }) => body),
      ['true', 'true', 'false', 'false', 'false', 'false', 'false'],
    )
    assert.notEqual(expected[0].stamp, expected[1].stamp)
    assert.notEqual(expected[0].viewer, expected[1].viewer)
    for (const { stamp, viewer, setsCookies } of expected.slice(2))
      assert.deepEqual([stamp, viewer, setsCookies], [null, null, 0])

    for (let turn = 0; turn < 500; turn++) {
      const index = (turn * 5) % visitors.length
      assert.deepEqual(await check(visitors[index]), expected[index])
    }
    for (let round = 0; round < 20; round++) {
      const order = Array.from({ length: 25 }, (_, place) => (place * 3 + round) % visitors.length)
      const answers = await Promise.all(order.map((index) => check(visitors[index])))
      assert.deepEqual(
        answers,
        order.map((index) => expected[index]),
      )
    }
  })

  test('a protected page says why the session ended, and the sign-in leads on', async ({ assert }) => {
    const ada = await signedIn('ada@example.com')
    assert.include((await ada.get('/trips')).html, 'ada@example.com')
    await endSessions()
    const answer = await ada.get('/trips')
    assert.equal(answer.location?.split('?')[0], '/entrance')
    assert.equal(await (await check(ada)).body, 'false')
    assert.include((await signIn(ada, 'ada@example.com')).html, 'Good to see you')
  })

  test('a form that is sent too late is filled in after the sign-in, and stored once', async ({ assert }) => {
    const ada = await signedIn('ada@example.com')
    const page = await ada.get('/trips')
    const trip = { place: 'Paris', story: 'Rain' }
    await endSessions()
    const [csrf, viewer] = ['_csrf', '_viewer'].map((name) => page.field(name))
    await ada.send('/trips', { ...trip, _csrf: csrf, _viewer: viewer })
    assert.deepEqual(await query('select * from trips'), [])

    await signIn(ada, 'ada@example.com')
    const filled = await ada.get('/trips')
    assert.equal(filled.field('place'), 'Paris')
    assert.equal(filled.field('story'), 'Rain')
    await ada.act('/trips', trip)
    const stored = await query('select place, story, user_id from trips')
    assert.deepEqual(
      stored.map((row: object) => ({ ...row })),
      [{ ...trip, user_id: users['ada@example.com'] }],
    )
  })

  test('an old token: the text comes back, and nothing is stored', async ({ assert }) => {
    const ada = await signedIn('ada@example.com')
    const page = await ada.get('/trips')
    await signIn(ada, 'ada@example.com')
    const [csrf, viewer] = ['_csrf', '_viewer'].map((name) => page.field(name))
    await ada.send('/trips', { place: 'Rome', story: 'Sun', _csrf: csrf, _viewer: viewer }, { origin: '' })
    assert.deepEqual(await query('select * from trips'), [])
    assert.equal((await ada.get('/trips')).field('place'), 'Rome')
  })

  test("the app's own flash messages, validation and cart work", async ({ assert }) => {
    const visitor = new Visitor(origin)
    await visitor.get('/')
    await visitor.act('/cart', { item: 'tent' })
    await visitor.act('/cart', { item: 'boat' })
    assert.deepEqual(JSON.parse((await visitor.get('/cart')).body), ['tent', 'boat'])
    await signIn(visitor, 'ada@example.com', { password: 'wrong' })
    assert.include(
      (await visitor.follow(await visitor.act('/entrance', { password: '' }))).html,
      'not the right',
    )
    await signIn(visitor, 'ada@example.com')
    assert.deepEqual(JSON.parse((await visitor.get('/cart')).body), ['tent', 'boat'])

    await visitor.get('/trips')
    const refused = await visitor.follow(await visitor.act('/trips', { place: '', story: 'Fog' }))
    assert.include(refused.html, 'class="wrong"')
    assert.equal(refused.field('story'), 'Fog')
    assert.include(
      (await visitor.follow(await visitor.act('/trips', { place: 'Oslo', story: 'Fog' }))).html,
      'The trip is saved',
    )
  })

  test('a sign-out by a link ends the session on the server', async ({ assert }) => {
    const ada = await signedIn('ada@example.com')
    const copy = ada.clone()
    await ada.follow(await ada.get('/leave'))
    assert.equal((await check(ada)).body, 'false')
    assert.equal((await check(copy)).body, 'false')
    assert.equal((await copy.get('/trips')).location?.split('?')[0], '/entrance')
  })

  test("the app's remember-me signs in again after the end", async ({ assert }) => {
    const ada = await signedIn('ada@example.com', { remember: '1' })
    await endSessions()
    assert.equal((await check(ada)).body, 'true')
    assert.include((await ada.get('/trips')).html, 'ada@example.com')
  })
})
