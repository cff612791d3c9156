import { setTimeout } from 'timers/promises'
import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { UserFactory } from 'Database/factories'
import { ada, commentRows, emptyDatabase, lesson } from '../support/database'
import { SiteProcess, until } from '../support/processes'
import { Balancer, TcpProxy } from '../support/proxies'
import { Answer, Visitor } from '../support/visitor'
import { signedIn } from '../support/signedIn'

const newProxy = () => new TcpProxy({ host: database.hostname, port: Number(database.port || 5432) })

const page = '/lessons/sessions'
/** AdonisJS waits 3 seconds for running requests. */
const longerThanTheFramework = 3_300
const database = new URL(process.env.DATABASE_URL!)

test.group('Several processes', (group) => {
  const proxy = newProxy()
  const balancer = new Balancer()
  let first: SiteProcess
  let second: SiteProcess

  const start = ({ port } = proxy, settings = '') => {
    const url = new URL(database)
    Object.assign(url, { hostname: '127.0.0.1', port, search: settings })
    return SiteProcess.start(url.href)
  }

  /** Sends the requests of all visitors to these servers by turns. */
  const through = (...servers: SiteProcess[]) => (balancer.ports = servers.map(({ port }) => port))

  group.setup(async () => {
    await proxy.open()
    await balancer.listen(Number(process.env.PORT))
    ;[first, second] = await Promise.all([start(), start()])
    return async () => {
      await Promise.all([first, second].map((server) => server?.end('SIGKILL')))
      await Promise.all([balancer.close(), proxy.cut()])
    }
  })

  group.each.setup(async () => {
    await emptyDatabase()
    if (first.hasEnded) first = await start()
    if (second.hasEnded) second = await start()
    through(first, second)
  })

  test('a user signs in through one, and is signed in at the other', async ({ assert }) => {
    const user = await ada()
    through(first)
    const visitor = await signedIn(user)

    through(second)
    assert.isTrue(await visitor.isSignedIn())
    assert.include((await visitor.get('/')).html, 'Ada')
    assert.equal((await visitor.submit('/account', 'account-form', { name: 'Ada' })).location, '/account')
  })

  test('a user signs out through one, and is a guest at the other', async ({ assert }) => {
    const visitor = await signedIn(await ada())
    const copy = visitor.clone()
    through(first)
    await visitor.signOut()

    through(second)
    assert.isFalse(await copy.isSignedIn())
    assert.match((await copy.get('/account')).location!, /^\/login/)
  })

  test('a user signs a device out through one, and the other shows it there', async ({ assert }) => {
    const user = await ada()
    const [here, there] = [await signedIn(user), await signedIn(user)]
    through(second)
    const stamp = (await there.get('/')).meta('session-stamp')

    through(first)
    await here.act(`/account/sessions/${stamp}?_method=DELETE`)
    through(second)
    assert.isFalse(await there.isSignedIn())
    const told = await there.follow(await there.get('/account'))
    assert.include(told.html, 'You were signed out from another device.')
  })

  test('a flash message that one sets is shown by the other, once', async ({ assert }) => {
    const visitor = await signedIn(await ada())
    through(first)
    await visitor.submit('/account', 'account-form', { name: 'Ada' })

    through(second)
    assert.include((await visitor.get('/')).html, 'Your account is saved.')
    through(first)
    assert.notInclude((await visitor.get('/')).html, 'Your account is saved.')
  })

  test('a user goes from page to page, with a different process each time', async ({ assert }) => {
    const [user] = [await ada(), await lesson()]
    const visitor = await signedIn(user)
    for (const body of ['one', 'two', 'three']) await visitor.submit(page, 'comment-form', { body })

    assert.deepEqual(
      (await commentRows()).map(({ body }) => body),
      ['one', 'two', 'three'],
    )
    const statuses = await Promise.all(Array.from({ length: 20 }, () => visitor.get('/account')))
    assert.deepEqual([...new Set(statuses.map(({ status }) => status))], [200])
  })

  test('attempts at one count in the limit of the other', async ({ assert }) => {
    const { email } = await ada()
    const attempt = () => new Visitor().send('/login', { email, password: 'wrong' })
    through(first)
    for (let count = 0; count < 5; count++) await attempt()

    through(second)
    assert.equal((await attempt()).status, 429)
  })

  test('nothing is lost if one is killed under load', async ({ assert }) => {
    await lesson()
    const users = await UserFactory.createMany(6)
    const visitors = await Promise.all(users.map((user) => signedIn(user)))
    through(first)
    await visitors[0].submit('/account', 'account-form', { name: 'Flashed' })
    through(first, second)
    const flashed = visitors.shift()!

    let acknowledged = 0
    let failures = 0
    const sendUntilTaken = async (send: () => Promise<Answer>) => {
      while ((await send()).status !== 303) failures++
      if (++acknowledged === 10) first.end('SIGKILL')
    }
    const writeComments = async (visitor: Visitor, name: number) => {
      for (let count = 0; count < 6; count++) {
        const form = await openForm(visitor)
        await sendUntilTaken(() => form.send({ body: `${name} ${count}` }))
      }
    }
    await Promise.all(visitors.map(writeComments))

    assert.isTrue(first.hasEnded)
    assert.isFalse(second.hasEnded)
    assert.isBelow(failures, 10)
    const written = visitors.flatMap((_, name) =>
      Array.from({ length: 6 }, (__, count) => `${name} ${count}`),
    )
    assert.sameMembers(
      (await commentRows()).map(({ body }) => body),
      written,
    )
    for (const visitor of visitors) assert.isTrue(await visitor.isSignedIn())
    assert.include((await flashed.get('/')).html, 'Your account is saved.')
    assert.isTrue(await flashed.isSignedIn())
  })

  /** Returns the comment form when a server sends it. A server that is killed meanwhile does not. */
  const openForm = (visitor: Visitor): ReturnType<Visitor['open']> =>
    visitor.open(page, 'comment-form').catch(() => openForm(visitor))

  test('a process that gets SIGTERM finishes its request and exits with 0', async ({ assert }) => {
    await lesson()
    const lock = await Database.transaction()
    try {
      await lock.rawQuery('lock table lessons in access exclusive mode')
      const running = fetch(`http://127.0.0.1:${first.port}${page}`)
      await until(async () => {
        const { rows } = await Database.rawQuery('select 1 from pg_locks where not granted')
        return rows.length > 0
      })

      const exit = first.end('SIGTERM')
      await until(async () => (await first.status('/health')) === null)
      await setTimeout(longerThanTheFramework)
      assert.isFalse(first.hasEnded)
      await lock.rollback()
      const { status, headers } = await running
      assert.deepEqual([status, headers.get('connection')], [200, 'close'])
      assert.equal(await exit, 0)
    } finally {
      await lock.rollback()
    }
    assert.equal((await new Visitor().get(page)).status, 200)
  })

  test('the health page returns 503 while the database does not respond', async ({ assert }) => {
    proxy.silence(true)
    try {
      assert.equal(await first.status('/health'), 503)
    } finally {
      proxy.silence(false)
    }
    assert.equal(await first.status('/health'), 200)
  })

  test('connections without a response are closed, and others work', async ({ assert }) => {
    const ownProxy = newProxy()
    await ownProxy.open()
    const server = await start(ownProxy, 'query_timeout=1500')
    try {
      assert.deepEqual(
        await Promise.all(['/', page, '/login'].map((path) => server.status(path))),
        [200, 404, 200],
      )
      ownProxy.forget()
      assert.equal(await server.status('/'), 503)
      await until(async () => (await server.status('/')) === 200)
      assert.equal(await server.status('/health'), 200)
    } finally {
      await server.end('SIGKILL')
      await ownProxy.cut()
    }
  })

  test('while the database is away they return 503 and sign nobody out, and they work when it is back', async ({
    assert,
  }) => {
    const visitor = await signedIn(await ada())
    const stamp = (await visitor.get('/')).meta('session-stamp')
    await proxy.cut()
    try {
      for (const server of [first, second]) {
        through(server)
        const health = await visitor.get('/health')
        assert.deepEqual([health.status, JSON.parse(health.body)], [503, { healthy: false }])

        for (const path of ['/', '/account', '/login', page]) {
          const answer = await visitor.get(path)
          assert.equal(answer.status, 503)
          assert.match(answer.html, /^<!doctype html>/)
          assert.include(answer.html, 'The site is not available')
          assert.deepEqual(answer.setsCookies, [])
        }

        const check = await visitor.get('/api/user/check')
        assert.equal(check.status, 503)
        assert.notInclude(['true', 'false'], check.body)
        assert.isNull(check.header('x-session-stamp'))
        assert.equal((await new Visitor().get('/')).status, 503)
        assert.equal((await new Visitor().get('/api/user/check')).body, 'false')
      }
    } finally {
      await proxy.open()
    }

    for (const server of [first, second]) {
      through(server)
      assert.equal((await visitor.get('/health')).status, 200)
      assert.isTrue(await visitor.isSignedIn())
      assert.equal((await visitor.get('/')).meta('session-stamp'), stamp)
      assert.isFalse(server.hasEnded)
    }
  })
})
