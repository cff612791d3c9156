import { test } from '@japa/runner'
import Config from '@ioc:Adonis/Core/Config'
import { settings } from '../../packages/adonis-welcome-back/server/settings'
import Session from '../../packages/adonis-welcome-back/server/session/Session'
import { stopClock } from '../support/clock'
import { age, emptyDatabase, expireSessions, revoke, sessionOf } from '../support/database'
import { Answer, Visitor } from '../support/visitor'
import { adaSignedIn } from '../support/signedIn'

const keepAlive = '/api/user/keep-alive'
const json = { accept: 'application/json' }
const [minute, hour] = [60, 3600]

const endsOf = (page: Answer) =>
  ['session-expires-in', 'session-lifetime-in', 'session-warning'].map((name) => Number(page.meta(name)))

test.group('The end of a session', (group) => {
  group.each.setup(emptyDatabase)
  group.each.setup(stopClock)
  group.each.teardown(() => {
    Config.set('session.age', '2h')
    Object.assign(settings(), { lifetime: '12h', warning: '2m' })
  })

  test('is on a page in seconds, and opening the page is activity', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    assert.deepEqual(endsOf(await visitor.get('/')), [2 * hour, 12 * hour, 2 * minute])

    await age(user, hour * 1000)
    assert.deepEqual(endsOf(await visitor.get('/')), [2 * hour, 11 * hour, 2 * minute])
    assert.isAbove((await sessionOf(user)).expires_at, Date.now() + 1.99 * hour * 1000)
  })

  test('is not later than the lifetime', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    for (let passed = 0; passed < 11; passed++) {
      await age(user, hour * 1000)
      await visitor.get('/')
    }
    await age(user, 50 * minute * 1000)
    assert.deepEqual(endsOf(await visitor.get('/')), [10 * minute, 10 * minute, 2 * minute])
  })

  test("is not on a guest's page", async ({ assert }) => {
    const page = await new Visitor().get('/')
    for (const name of ['session-expires-in', 'session-lifetime-in', 'session-warning'])
      assert.equal(page.meta(name), '')
  })

  for (const [name, age, config, expected] of [
    ['half the age if it is shorter than twice the warning', '1m', {}, 30],
    ['half the lifetime if that is shorter', '2h', { lifetime: '2m' }, 60],
    ['what is set', '2h', { warning: '5m' }, 300],
    ['nothing if it is switched off', '2h', { warning: '0' }, 0],
  ] as const) {
    test(`has a warning before it: ${name}`, async ({ assert }) => {
      const { visitor } = await adaSignedIn()
      Config.set('session.age', age)
      Object.assign(settings(), config)
      assert.equal(endsOf(await visitor.get('/'))[2], expected)
    })
  }

  test('has no warning on a remembered device, which signs in again without a password', async ({
    assert,
  }) => {
    const { visitor } = await adaSignedIn({ remember_me: 'true' })
    assert.deepEqual(endsOf(await visitor.get('/')), [2 * hour, 12 * hour, 0])

    await expireSessions()
    assert.deepEqual(endsOf(await visitor.get('/')), [2 * hour, 12 * hour, 0])
  })

  test('is in the list of devices', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await age(user, hour * 1000)
    const { html } = await visitor.get('/account/sessions')
    const times = [...html.match(/id="ends"[^]*?<\/p>/)![0].matchAll(/datetime="([^"]+)"/g)]
    const [idle, latest] = times.map(([, time]) => (Date.parse(time) - Date.now()) / 1000)
    assert.closeTo(idle, 2 * hour, 5)
    assert.closeTo(latest, 11 * hour, 5)
  })

  test('is on the sign-in page as a duration', async ({ assert }) => {
    const { html } = await new Visitor().get('/login')
    assert.include(html, 'A session ends after 2 hours without activity, and after 12 hours at the latest.')
  })

  test('is in the check, with the end of the lifetime', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await age(user, hour * 1000)
    const answer = await visitor.get('/api/user/check')
    assert.closeTo(Number(answer.header('x-session-expires-in')), hour, 5)
    assert.closeTo(Number(answer.header('x-session-lifetime-in')), 11 * hour, 5)
  })
})

test.group('Staying signed in', (group) => {
  group.each.setup(emptyDatabase)
  group.each.setup(stopClock)

  test('extends the session, even right after activity, and returns the seconds', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const page = await visitor.get('/')
    await age(user, 30_000)
    const answer = await visitor.act(keepAlive, {}, json)

    assert.deepEqual([answer.status, answer.body], [200, String(2 * hour)])
    assert.match(answer.header('content-type')!, /^application\/json\b/)
    assert.equal(answer.header('cache-control'), 'no-store')
    assert.equal(answer.header('x-session-stamp'), page.meta('session-stamp'))
    assert.equal(answer.header('x-session-viewer'), page.meta('session-viewer'))
    assert.equal(answer.header('x-session-expires-in'), String(2 * hour))
    assert.closeTo(Number(answer.header('x-session-lifetime-in')), 12 * hour - 30, 5)
    assert.deepEqual(answer.setsCookies, [])
    assert.closeTo((await sessionOf(user)).expires_at, Date.now() + 2 * hour * 1000, 5000)
  })

  test('does not extend it beyond the lifetime', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    for (let passed = 0; passed < 11; passed++) {
      await age(user, hour * 1000)
      await visitor.get('/')
    }
    await age(user, 59 * minute * 1000)
    assert.closeTo(Number((await visitor.act(keepAlive, {}, json)).body), minute, 2)
  })

  test('needs the token of a page', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await age(user, hour * 1000)
    const before = await sessionOf(user)
    const answer = await visitor.send(keepAlive, { _csrf: 'of another site' }, json)

    assert.deepEqual([answer.status, answer.header('x-session-verdict')], [403, 'renewed'])
    assert.deepEqual(await sessionOf(user), before)
  })

  test('is refused after the session has ended', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    const page = await visitor.get('/')
    await expireSessions()
    const fields = { _csrf: page.meta('csrf-token')!, _viewer: page.meta('session-viewer')! }
    const answer = await visitor.send(keepAlive, fields, json)

    assert.deepEqual([answer.status, answer.header('x-session-verdict')], [401, 'expired'])
    assert.isFalse(await visitor.isSignedIn())
  })

  test('is refused if the session ends at the same moment', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    const original = Session.prototype.keepAlive
    Session.prototype.keepAlive = async function () {
      Session.prototype.keepAlive = original
      await revoke(this)
      return this.keepAlive()
    }
    const answer = await visitor.act(keepAlive, {}, json)

    assert.deepEqual([answer.status, answer.header('x-session-verdict')], [401, 'expired'])
    assert.isFalse(await visitor.isSignedIn())
  })
})
