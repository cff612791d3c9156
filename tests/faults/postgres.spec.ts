import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { UserFactory } from 'Database/factories'
import { ada, emptyDatabase, lesson, sessionRows } from '../support/database'
import { SiteProcess, until } from '../support/processes'
import { Balancer, TcpProxy } from '../support/proxies'
import { body, has, page } from '../support/steps'
import { Visitor } from '../support/visitor'
import { adaSignedIn } from '../support/signedIn'

const database = new URL(process.env.DATABASE_URL!)
const away = 'The site is not available'

if (process.env.DB_CONNECTION === 'pg')
  test.group('PostgreSQL, behind a connection that fails', (group) => {
    const proxy = new TcpProxy({ host: database.hostname, port: Number(database.port || 5432) })
    const balancer = new Balancer()
    let site: SiteProcess

    group.setup(async () => {
      await proxy.open()
      await balancer.listen(Number(process.env.PORT))
      const url = Object.assign(new URL(database), { hostname: '127.0.0.1', port: proxy.port })
      site = await SiteProcess.start(url.href)
      balancer.ports = [site.port]
      return async () => {
        await site.end('SIGKILL')
        await Promise.all([balancer.close(), proxy.cut()])
      }
    })

    group.each.setup(emptyDatabase)
    group.each.teardown(() => (proxy.cutAt = null))

    test('before a COMMIT: nothing is stored, and the response is an error', async ({ assert }) => {
      const [user, visitor] = [await ada(), new Visitor()]
      const form = await visitor.open('/login', 'login-form')
      proxy.cutAt = { text: /COMMIT/, moment: 'before' }
      const answer = await form.send({ email: user.email, password: 'correct horse battery' })
      assert.isNull(proxy.cutAt)
      assert.equal(answer.status, 503)
      assert.include(answer.html, away)
      assert.deepEqual(answer.setsCookies, [])
      assert.isFalse(await visitor.isSignedIn())
      assert.isEmpty((await sessionRows()).filter(({ user_id }) => user_id))

      await visitor.follow(await visitor.signIn(user))
      assert.isTrue(await visitor.isSignedIn())
    })

    test('after a COMMIT: the response does not say that it is done', async ({ assert }) => {
      const { visitor } = await adaSignedIn()
      const password = 'another good password'
      const form = await visitor.open('/account', 'password-form')
      const fields = {
        current_password: 'correct horse battery',
        password,
        password_confirmation: password,
      }
      proxy.cutAt = { text: /COMMIT/, moment: 'after' }
      assert.equal((await form.send(fields)).status, 503)
      assert.equal((await form.send(fields)).location, '/account')
    })

    for (const moment of ['before', 'after'] as const)
      test(`${moment} a statement: if it is sent again, it is stored once`, async ({ assert }) => {
        await lesson()
        const { visitor } = await adaSignedIn()
        const form = await visitor.open(page, 'comment-form')
        proxy.cutAt = { text: /insert into "comments"/, moment }
        const answer = await form.send({ body })
        assert.equal(answer.status, 503)
        assert.include(answer.html, body)
        if (moment === 'before') assert.isFalse(await has('comments', { body }))

        assert.equal((await form.send({ body })).status, 303)
        assert.lengthOf(await Database.from('comments'), 1)
        assert.equal(await site.status('/health'), 200)
        assert.isFalse(site.hasEnded)
      })

    test('with a read-only database: pages can be read, and the health page says 503', async ({ assert }) => {
      await lesson()
      const { visitor } = await adaSignedIn()
      const form = await visitor.open(page, 'comment-form')
      const name = database.pathname.slice(1)
      await Database.rawQuery(`alter database "${name}" set default_transaction_read_only = on`)
      await proxy.cut()
      await proxy.open()
      try {
        await until(async () => (await site.status(page)) === 200)
        assert.equal(await site.status('/health'), 503)
        assert.equal((await form.send({ body })).status, 503)
        assert.isTrue(await visitor.isSignedIn())
      } finally {
        await Database.rawQuery(
          `begin read write; alter database "${name}" reset default_transaction_read_only; commit`,
        )
        await proxy.cut()
        await proxy.open()
      }
      await until(async () => (await site.status('/health')) === 200)
      assert.equal((await form.send({ body })).status, 303)
    })

    test('after a migration added a column to the users: pages are shown', async ({ assert }) => {
      await lesson()
      const { visitor } = await adaSignedIn()
      const statuses = async () => Promise.all([1, 2, 3].map(async () => (await visitor.get(page)).status))
      assert.deepEqual(await statuses(), [200, 200, 200])
      await Database.rawQuery('alter table users add column nickname text')
      try {
        assert.deepEqual(await statuses(), [200, 200, 200])
        assert.isTrue(await visitor.isSignedIn())
      } finally {
        await Database.rawQuery('alter table users drop column nickname')
      }
    })

    test('in a failed transaction: its COMMIT is an error', async ({ assert }) => {
      await UserFactory.merge({ email: 'grace@example.com' }).create()
      const again = Database.transaction(async (client) => {
        await client.from('users').update({ name: 'Changed' })
        await client.rawQuery('select 1 / 0').catch(() => {})
      })
      await assert.rejects(() => again, /rolled this transaction back/)
      assert.isFalse(await has('users', { name: 'Changed' }))
    })
  })
