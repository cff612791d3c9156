import { test } from '@japa/runner'
import Config from '@ioc:Adonis/Core/Config'
import Database from '@ioc:Adonis/Lucid/Database'
import { advanceClock, stopClock } from '../support/clock'
import {
  ada,
  age,
  commentRows,
  emptyDatabase,
  expireSessions,
  lesson,
  sessionOf,
  sessionRows,
} from '../support/database'
import { Visitor } from '../support/visitor'
import { adaSignedIn } from '../support/signedIn'

const page = '/lessons/sessions'
const minute = 60_000
const { age: usual } = Config.get('session')

const passive = { 'x-session-passive': 'true' }
const background: Record<string, Record<string, string>> = {
  'of a script that says so': passive,
  'that fetches a page in advance': { 'sec-purpose': 'prefetch' },
  'that renders a page in advance': { 'sec-purpose': 'prefetch;prerender' },
  'of an older browser that fetches a page in advance': { purpose: 'prefetch' },
}

test.group('A request that no person made', (group) => {
  group.each.setup(emptyDatabase)

  for (const [name, headers] of Object.entries(background)) {
    test(`shows the page and extends nothing: one ${name}`, async ({ assert }) => {
      const { user, visitor } = await adaSignedIn()
      await lesson()
      await age(user, 30 * minute)
      const row = await sessionOf(user)
      const answer = await visitor.get(page, headers)

      assert.include(answer.html, 'id="comment-form"')
      assert.deepEqual(answer.setsCookies, [])
      assert.deepEqual(await sessionOf(user), row)
      assert.closeTo(Number(answer.meta('session-expires-in')), 90 * 60, 5)

      await visitor.get(page)
      assert.isAbove((await sessionOf(user)).expires_at, row.expires_at)
    })
  }

  test('ends a session on time, although it comes every second', async ({ assert }) => {
    Config.set('session.age', '1m')
    const { user, visitor } = await adaSignedIn()
    const poll = async () => (await visitor.get('/account', passive)).status
    const end = (await sessionOf(user)).expires_at
    while (Date.now() + 1_000 < end) {
      advanceClock(1_000)
      assert.equal(await poll(), 200)
    }
    advanceClock(1_000)
    assert.equal(await poll(), 302)
    assert.isFalse(await visitor.isSignedIn())
  })
    .setup(stopClock)
    .teardown(() => Config.set('session.age', usual))

  test('does what it is asked, with the same rights, and is no activity', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await lesson()
    await age(user, 30 * minute)
    const { expires_at: end } = await sessionOf(user)
    const _csrf = (await visitor.get(page, passive)).meta('csrf-token')!
    await visitor.send(`${page}/comments`, { body: 'Without a token' }, passive)
    await visitor.send(`${page}/comments`, { body: 'Draft', _csrf }, passive)
    assert.deepEqual(
      (await commentRows()).map(({ body }) => body),
      ['Draft'],
    )
    const kept = await visitor.send('/api/user/keep-alive', { _csrf }, passive)
    assert.closeTo(Number(kept.header('x-session-expires-in')), 90 * 60, 5)
    assert.equal((await sessionOf(user)).expires_at, end)

    await expireSessions()
    assert.match((await visitor.get('/account', passive)).location!, /^\/login/)
  })

  test('uses up no message, although it comes between the reset and its page', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await lesson()
    await expireSessions()
    await visitor.get('/go/auth/reset', { referer: page })
    for (const path of ['/account', '/login', page])
      assert.deepEqual((await visitor.get(path, passive)).setsCookies, [], path)
    assert.include((await visitor.get(page)).html, 'Your session has expired.')
  })

  test('opens no session of a remembered device, and does not extend the device', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user, '/login', { remember_me: 'true' })
    await expireSessions()
    const stored = async () => [await sessionRows(), await Database.from('remembered_devices')]
    const [before, cookies] = [await stored(), new Map(visitor.cookies)]
    const answer = await visitor.get('/account', passive)

    assert.include(answer.html, 'id="account-form"')
    assert.deepEqual(await stored(), before)
    assert.deepEqual(visitor.cookies, cookies)
    await visitor.get('/account')
    assert.isAbove((await sessionRows()).length, before[0].length)
  })
})
