import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import Database from '@ioc:Adonis/Lucid/Database'
import LessonsController from 'App/Controllers/Http/LessonsController'
import { Session, sweep, viewerOf } from '@ioc:WelcomeBack'
import User from 'App/Models/User'
import {
  ada,
  age,
  changePassword,
  emptyDatabase,
  expireSessions,
  grace,
  lesson,
  sessionOf,
  sessionRows,
  storeSessions,
} from '../support/database'
import { password } from 'Database/factories'
import { logOf } from '../support/auditLog'
import { afterNextCommit, meanwhile } from '../support/meanwhile'
import { Answer, Fields, Visitor } from '../support/visitor'
import { adaSignedIn } from '../support/signedIn'

const minute = 60 * 1000
const hour = 60 * minute
const [idle, lifetime] = [2 * hour, 12 * hour]

const change = (user: User, columns: object) =>
  Database.from('sessions').where('user_id', user.id).update(columns)

test.group('A session ends', (group) => {
  group.each.setup(emptyDatabase)

  test('after it was idle for its age', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await age(user, idle - minute)
    assert.isTrue(await visitor.isSignedIn())

    await age(user, minute)
    assert.isFalse(await visitor.isSignedIn())
    assert.match((await visitor.get('/account')).location!, /^\/login\?/)
  })

  test('later if it is used', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await age(user, idle - minute)
    await visitor.get('/')
    assert.closeTo((await sessionOf(user)).expires_at, Date.now() + idle, minute)
  })

  test('at the end of its lifetime, even if it is active', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const { created_at: started } = await sessionOf(user)
    for (let passed = 0; passed + hour < lifetime; passed += hour) {
      await age(user, hour)
      await visitor.get('/')
      const row = await sessionOf(user)
      assert.isAtMost(row.expires_at, row.created_at + lifetime)
    }
    assert.equal((await sessionOf(user)).created_at, started - 11 * hour)

    await age(user, hour)
    assert.isFalse(await visitor.isSignedIn())
  })

  test('for a copied cookie too, after the expiry', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    const copy = visitor.clone()
    await expireSessions()
    await visitor.get('/')

    assert.isFalse(await copy.isSignedIn())
    assert.notInclude((await copy.get('/')).html, 'Ada')
  })

  test('for a copied cookie too, after the sign-out', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    const copy = visitor.clone()
    await visitor.signOut()

    assert.isFalse(await copy.isSignedIn())
    assert.match((await copy.get('/account')).location!, /^\/login\?/)
  })

  test('after its user is deleted', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await user.delete()

    assert.isFalse(await visitor.isSignedIn())
    assert.equal((await visitor.get('/')).status, 200)
  })

  test('and its pages are for guests, until a new session with a new id replaces it', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const stamp = (await visitor.get('/')).meta('session-stamp')
    const cookie = visitor.cookies.get('session')
    await expireSessions()
    assert.equal((await visitor.get('/')).meta('session-stamp'), '')

    await visitor.signIn(user)
    assert.notEqual((await visitor.get('/')).meta('session-stamp'), stamp)
    assert.notEqual(visitor.cookies.get('session'), cookie)
  })

  test('and its data is removed', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await visitor.signOut()
    assert.equal((await sessionOf(user)).data, '{}')
  })
})

test.group('A session in use', (group) => {
  group.each.setup(emptyDatabase)

  test('is not written by pages that change nothing', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await lesson()
    const before = await sessionOf(user)

    for (const path of ['/', '/lessons/sessions', '/account', '/unknown']) await visitor.get(path)
    assert.deepEqual(await sessionOf(user), before)
  })

  test('stores its activity once in a hundredth of its age', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await age(user, idle / 100 - 10_000)
    const before = await sessionOf(user)
    await visitor.get('/')
    assert.deepEqual(await sessionOf(user), before)

    await age(user, 10_001)
    await visitor.get('/')
    const after = await sessionOf(user)
    assert.closeTo(after.last_active_at, Date.now(), minute / 2)
    assert.equal(after.expires_at, after.last_active_at + idle)
    assert.equal(after.data, before.data)
  })

  test('sets its cookie only in the response to the sign-in', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    assert.match((await visitor.signIn(user)).setsCookies.join(), /(^|,)session=/)

    for (const path of ['/', '/login', '/go/auth/reset', '/account'])
      assert.deepEqual((await visitor.get(path)).setsCookies, [])
  })

  test('has an id of 128 random bits, from every kind of sign-in', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    const id = () => idIn(visitor.cookies.get('session')!)
    await visitor.send('/login', { email: user.email, password, remember_me: 'true' })
    const ids = [id()]
    const fields = { current_password: password, password, password_confirmation: password }
    await visitor.submit('/account', 'password-form', fields)
    ids.push(id())
    visitor.cookies.delete('session')
    await visitor.get('/')
    ids.push(id())

    assert.lengthOf(new Set(ids), 3)
    for (const one of ids) assert.lengthOf(Buffer.from(one, 'base64url'), 16)
  })

  test('stores browser and address, and no secret of the cookie', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    const form = await visitor.open('/login', 'login-form')
    await form.send({ email: user.email, password }, { 'user-agent': 'Firefox'.padEnd(600, '.') })
    const row = await sessionOf(user)

    assert.equal(row.user_agent, 'Firefox'.padEnd(500, '.'))
    assert.match(row.address, /127\.0\.0\.1|::1/)
    assert.match(row.stamp, /^[\w-]{43}$/)
    assert.notInclude(visitor.cookies.get('session')!, row.stamp)
  })
})

/** Returns the session id in a signed cookie. */
function idIn(cookie: string): string {
  const [payload] = decodeURIComponent(cookie).replace(/^s:/, '').split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).message
}

test.group('A visitor who is not signed in', (group) => {
  group.each.setup(emptyDatabase)

  test('has no row after reading or sending, and gets no cookie from files, health or the check', async ({
    assert,
  }) => {
    const { email } = await ada()
    await lesson()
    for (const path of ['/favicon.svg', '/health', '/unknown', '/api/user/check'])
      assert.deepEqual((await new Visitor().get(path)).setsCookies, [])
    for (const path of ['/', '/login', '/register', '/lessons/sessions', '/account', '/go/auth/reset'])
      await new Visitor().get(path)
    await new Visitor().send('/login', { email, password: 'wrong' })
    await new Visitor().send('/register', { email: 'nobody' })
    await new Visitor().send('/logout', {})

    assert.lengthOf(await sessionRows(), 0)
  })

  test('is asked to sign in for a page of an account, and a visitor with an ended session sees why', async ({
    assert,
  }) => {
    const ask = 'Sign in to see this page.'
    const guest = new Visitor()
    assert.include((await guest.follow(await guest.get('/account'))).html, ask)
    assert.notInclude((await guest.get('/login')).html, ask)
    assert.notInclude((await guest.follow(await guest.act('/account/password?_method=PUT'))).html, ask)
    await guest.get('/account', { 'x-up-version': '3.11.0' })
    assert.notInclude((await guest.get('/login')).html, ask)

    const { visitor } = await adaSignedIn()
    await expireSessions()
    const { html } = await visitor.follow(await visitor.get('/account'))
    assert.include(html, 'Your session has expired.')
    assert.notInclude(html, ask)
  })

  test('has messages and typed fields in an encrypted cookie', async ({ assert }) => {
    const visitor = new Visitor()
    const answer = await visitor.send('/register', { name: 'Ada', email: 'no e-mail' })
    assert.notInclude(decodeURIComponent(visitor.cookies.get('session-guest')!), 'no e-mail')

    const page = await visitor.follow(answer)
    assert.equal(page.field('email'), 'no e-mail')
    assert.include(page.html, 'Enter a password.')
    assert.notInclude((await visitor.get('/register')).html, 'Enter a password.')
  })

  test('sees the messages of a form that is too long for the cookie', async ({ assert }) => {
    const visitor = new Visitor()
    const answer = await visitor.send('/register', { name: 'x'.repeat(20_000), email: 'ada@example.com' })
    for (const cookie of answer.setsCookies) assert.isBelow(cookie.length, 4096)
    assert.include((await visitor.follow(answer)).html, 'Use at most 80 characters.')
  })

  test('keeps the sign-in of another tab, even if a response is late', async ({ assert }) => {
    const user = await ada()
    await lesson()
    const requests = ['/', '/account', '/login', '/go/auth/reset', '/lessons/sessions', '/register']
    for (const isKnown of [false, true]) {
      const visitor = new Visitor()
      if (isKnown) await visitor.get('/login')
      const tab = visitor.clone()
      await visitor.signIn(user)
      for (const path of requests) {
        const late = await tab.clone().get(path)
        assert.notMatch(late.setsCookies.join(), /(^|,)session=/, path)
        late.setsCookies.forEach((cookie) => visitor.keep(cookie))
      }
      for (const path of ['/logout', '/login', '/register', '/lessons/sessions/comments'])
        (await tab.clone().send(path, {})).setsCookies.forEach((cookie) => visitor.keep(cookie))
      assert.isTrue(await visitor.isSignedIn())
    }
  })
})

test.group('A request under way', (group) => {
  group.each.setup(emptyDatabase)

  const endings = {
    'signed out': { end_reason: 'signed-out', data: '{}' },
    revoked: { end_reason: 'revoked', data: '{}' },
    expired: { expires_at: 1 },
  }
  for (const [ending, columns] of Object.entries(endings)) {
    test(`does not revive a session that is ${ending} meanwhile`, async ({ assert }) => {
      const { user, visitor } = await adaSignedIn()
      await lesson()
      await visitor.submit('/account', 'account-form', { name: 'Ada' })

      meanwhile(LessonsController.prototype, 'show', () => change(user, columns))
      const answer = await visitor.get('/lessons/sessions')
      assert.include(answer.html, 'Your account is saved.')
      assert.isFalse(await visitor.isSignedIn())
      assert.containsSubset(await sessionOf(user), columns)
    })
  }

  test('does not revive a session that is deleted meanwhile', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await lesson()
    await visitor.submit('/account', 'account-form', { name: 'Ada' })

    meanwhile(LessonsController.prototype, 'show', () => Database.from('sessions').delete())
    const answer = await visitor.get('/lessons/sessions')
    assert.deepEqual(answer.setsCookies, [])
    assert.lengthOf(await sessionRows(), 0)
    assert.isFalse(await visitor.isSignedIn())
  })

  test('does not undo a sign-in of another tab', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await lesson()
    await visitor.get('/')
    const tab = visitor.clone()

    meanwhile(LessonsController.prototype, 'show', () => visitor.signIn(user))
    assert.deepEqual((await tab.get('/lessons/sessions')).setsCookies, [])
    assert.isTrue(await visitor.isSignedIn())
  })

  test('does not undo a sign-in after an expiry', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await lesson()
    await expireSessions()
    const tab = visitor.clone()

    meanwhile(LessonsController.prototype, 'show', () => visitor.signIn(user))
    assert.notMatch((await tab.get('/lessons/sessions')).setsCookies.join(), /session=/)
    assert.isTrue(await visitor.isSignedIn())
  })

  test('does not sign in again after a sign-out, even if it changes the password', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    const form = await visitor.open('/account', 'password-form')
    const changed = 'another long password'
    const tab = visitor.clone()

    afterNextCommit(() => tab.signOut())
    const fields = { current_password: password, password: changed, password_confirmation: changed }
    assert.deepEqual((await form.send(fields)).setsCookies, [])
    assert.isFalse(await visitor.isSignedIn())
    assert.isFalse(await tab.isSignedIn())
  })

  for (const remember of [{}, { remember_me: 'true' }] as Fields[]) {
    const how = 'remember_me' in remember ? ', remembered' : ''
    test(`renews the session, and a sign-out with the old cookie ends the new one${how}`, async ({
      assert,
    }) => {
      const [user, visitor] = [await ada(), new Visitor()]
      await visitor.signIn(user, '/login', remember)
      await visitor.get('/account')
      const tab = visitor.clone()
      const token = (await tab.get('/account')).meta('csrf-token')!

      const changed = 'another long password'
      const fields = { current_password: password, password: changed, password_confirmation: changed }
      await visitor.submit('/account', 'password-form', fields)
      assert.isTrue(await visitor.isSignedIn())
      let answer!: Answer
      const { stamp } = await sessionOf(user)
      const [line, ...more] = await logOf(async () => {
        answer = await tab.send('/logout', { _csrf: token })
      })
      assert.deepEqual([line.event, line.viewer, more], ['sign-out', viewerOf(user.id), []])
      assert.equal((await Session.findOrFail(stamp)).endReason, 'signed-out')

      assert.equal(answer.location, '/')
      assert.isFalse(await visitor.isSignedIn())
      assert.isFalse(await tab.isSignedIn())
      assert.include((await tab.follow(answer)).html, 'You are signed out.')
    })
  }

  test('sets no cookie if the database fails to store its session', async ({ assert }) => {
    const { create } = Session
    const form = await new Visitor().open('/login', 'login-form')
    const { email } = await ada()
    Session.create = () => Promise.reject(new Error('The database is away'))
    const answer = await form.send({ email, password }).finally(() => (Session.create = create))
    assert.equal(answer.status, 500)
    assert.deepEqual(answer.setsCookies, [])
  })

  test('does not sign in with a password that is changed meanwhile', async ({ assert }) => {
    const user = await ada()
    const visitor = new Visitor()
    const form = await visitor.open('/login', 'login-form')

    meanwhile(User, 'withCredentials', () => changePassword(user, 'another long password'))
    const fields = { email: user.email, password, remember_me: 'true' }
    assert.deepEqual(await logOf(() => form.send(fields)), [])
    assert.isFalse(await visitor.isSignedIn())
    assert.isFalse(visitor.cookies.has('remember'))
  })

  test('does not sign in a remembered device if the password was changed', async ({ assert }) => {
    const user = await ada()
    const [visitor, other] = [new Visitor(), await User.findOrFail(user.id)]
    await visitor.signIn(user, '/login', { remember_me: 'true' })

    await changePassword(other, 'another long password')
    visitor.cookies.delete('session')
    assert.isFalse(await visitor.isSignedIn())
  })

  test('does not sign in with a token that is forgotten meanwhile', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await lesson()
    await visitor.signIn(user, '/login', { remember_me: 'true' })
    visitor.cookies.delete('session')

    meanwhile(LessonsController.prototype, 'show', () => Database.from('remembered_devices').delete())
    assert.deepEqual((await visitor.get('/lessons/sessions')).setsCookies, [])
    assert.isFalse(await visitor.isSignedIn())
  })

  test('keeps the changes of another request', async ({ assert }) => {
    const { user } = await adaSignedIn()
    const { stamp } = await sessionOf(user)
    const [one, other] = [await Session.findOrFail(stamp), await Session.findOrFail(stamp)]
    const { data } = one

    await Promise.all([
      one.saveChanges(data, { ...data, left: 1 }),
      other.saveChanges(data, { ...data, right: 2 }),
    ])
    assert.deepEqual((await Session.findOrFail(stamp)).data, { ...data, left: 1, right: 2 })
  })

  test('removes only what it has read', async ({ assert }) => {
    const { user } = await adaSignedIn()
    const { stamp } = await sessionOf(user)
    const first = await Session.findOrFail(stamp)
    const { data } = first
    await first.saveChanges(data, { ...data, read: 'old', unread: 'old' })
    const [reader, writer] = [await Session.findOrFail(stamp), await Session.findOrFail(stamp)]

    await writer.saveChanges(writer.data, { ...writer.data, unread: 'new' })
    await reader.saveChanges(reader.data, data)
    assert.deepEqual((await Session.findOrFail(stamp)).data, { ...data, unread: 'new' })
  })

  test('works with many others', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await age(user, hour)
    const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.get('/account')))

    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    assert.isTrue(await visitor.isSignedIn())
  })
})

test.group('node ace sessions:sweep', (group) => {
  group.each.setup(emptyDatabase)

  test('removes only expired sessions', async ({ assert }) => {
    const [first, second] = [await ada(), await grace()]
    for (const user of [first, second]) await new Visitor().signIn(user)
    await age(first, idle)

    const { exitCode } = await Application.container.use('Adonis/Core/Ace').exec('sessions:sweep', [])
    assert.notEqual(exitCode, 1)
    assert.deepEqual(
      (await sessionRows()).map(({ user_id: id }) => id),
      [second.id],
    )
  })

  test('keeps an ended session until its expiry, because it has the reason', async ({ assert }) => {
    const { user } = await adaSignedIn()
    await change(user, { end_reason: 'revoked' })
    assert.equal(await sweep(), 0)

    await age(user, idle)
    assert.equal(await sweep(), 1)
  })

  test('removes more than a thousand', async ({ assert }) => {
    await storeSessions(await ada(), 1001, 1)
    assert.equal(await sweep(), 1001)
    assert.lengthOf(await sessionRows(), 0)
  })
})
