import { test } from '@japa/runner'
import Config from '@ioc:Adonis/Core/Config'
import Database from '@ioc:Adonis/Lucid/Database'
import { Session } from '@ioc:WelcomeBack'
import type User from 'App/Models/User'
import { password } from 'Database/factories'
import { ada, emptyDatabase, openSession, sessionOf } from '../support/database'
import { Answer, Visitor } from '../support/visitor'
import { adaSignedIn } from '../support/signedIn'

const [minute, hour] = [60_000, 60 * 60_000]
const list = '/account/sessions'
const changed = 'another long password'
const foreign = { origin: 'https://evil.example' }

/** Returns a visitor whose session was renewed by a new password, and a copy of the browser from before. */
async function renewed(fields = {}) {
  const { user, visitor } = await adaSignedIn(fields)
  const old = visitor.clone()
  const form = { current_password: password, password: changed, password_confirmation: changed }
  await visitor.submit('/account', 'password-form', form)
  return { user, visitor, old }
}

const update = (user: User, columns: object) =>
  Database.from('sessions').where('user_id', user.id).update(columns)

test.group('The cookie of an ended session', (group) => {
  group.each.setup(emptyDatabase)

  test('ends nothing, if the request is from another site or has no Origin', async ({ assert }) => {
    const { visitor, old } = await renewed({ remember_me: 'true' })
    old.cookies.delete('remember')
    for (const headers of [foreign, { origin: '' }, { origin: 'null' }])
      await old.clone().send('/logout', {}, headers)

    assert.isTrue(await visitor.isSignedIn())
    visitor.cookies.delete('session')
    assert.isTrue(await visitor.isSignedIn())
  })

  test('ends nothing a minute after the session was replaced, with any Origin', async ({ assert }) => {
    const { user, visitor, old } = await renewed()
    await update(user, { ended_at: Date.now() - minute })
    await old.send('/logout', {})
    assert.isTrue(await visitor.isSignedIn())
  })

  test('ends nothing after any other end of the session', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const old = visitor.clone()
    const other = await openSession(user)
    await visitor.signOut()
    await old.send('/logout', {})
    assert.isNull((await Session.findOrFail(other.stamp)).endReason)
  })

  test('finds the last of many renewals with one query', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const { stamp } = await sessionOf(user)
    for (let count = 0; count < 4; count++) {
      const form = { current_password: password, password, password_confirmation: password }
      await visitor.submit('/account', 'password-form', form)
    }
    await visitor.signOut()
    let queries = 0
    const knex = Database.connection().getReadClient()
    const count = () => queries++
    knex.on('query', count)
    assert.equal(await Session.endReasonOf(stamp), 'signed-out')
    knex.removeListener('query', count)
    assert.equal(queries, 1)
  })
})

test.group('Signing out other devices', (group) => {
  group.each.setup(emptyDatabase)

  async function longAgo() {
    const { user, visitor } = await adaSignedIn()
    const other = await openSession(user)
    await update(user, { confirmed_at: Date.now() - 10 * minute })
    return { user, visitor, other }
  }

  const isAlive = async ({ stamp }: { stamp: string }) => !(await Session.findOrFail(stamp)).endReason
  const confirm = (visitor: Visitor, current: string) =>
    visitor.submit(list, 'confirmation-form', { current_password: current })

  test('needs the password 10 minutes after the sign-in', async ({ assert }) => {
    const { visitor, other } = await longAgo()
    const page = await visitor.get(list)
    assert.notInclude(page.html, `${other.stamp}?_method=DELETE`)

    for (const path of [`${list}/${other.stamp}`, list]) {
      const told = await visitor.follow(await visitor.act(`${path}?_method=DELETE`))
      assert.include(told.html, 'Confirm your password first.')
    }
    assert.isTrue(await isAlive(other))
  })

  test('works after the right password, and not after a wrong one', async ({ assert }) => {
    const { visitor, other } = await longAgo()
    const refused = await visitor.follow(await confirm(visitor, 'wrong'))
    assert.include(refused.html, 'Wrong current password.')
    await visitor.act(`${list}?_method=DELETE`)
    assert.isTrue(await isAlive(other))

    const confirmed = await visitor.follow(await confirm(visitor, password))
    assert.include(confirmed.html, 'Your password is confirmed. You can now sign other devices out.')
    const told = await visitor.follow(await visitor.act(`${list}?_method=DELETE`))
    assert.include(told.html, 'All other devices are signed out.')
    assert.isFalse(await isAlive(other))
  })

  test('needs the password on a remembered device, even in a new session', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn({ remember_me: 'true' })
    const other = await openSession(user)
    visitor.cookies.delete('session')
    await visitor.follow(await visitor.get(list))
    await visitor.act(`${list}?_method=DELETE`)
    assert.isTrue(await isAlive(other))
  })

  test('needs no password to sign out this device', async ({ assert }) => {
    const { user, visitor } = await longAgo()
    const [{ stamp }] = await Database.from('sessions').whereNot('address', '192.0.2.7')
    await visitor.get(list)
    assert.equal((await visitor.act(`${list}/${stamp}?_method=DELETE`)).location, '/')
    assert.isFalse(await visitor.isSignedIn())
    assert.exists(user)
  })
})

test.group('A user with many sessions', (group) => {
  group.each.setup(emptyDatabase)
  const { maxSessions } = Config.get('welcomeback')

  test('loses the oldest at the next sign-in, and sees why', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await update(user, { created_at: Date.now() - hour })
    for (let count = 1; count < maxSessions; count++) await openSession(user)
    assert.isTrue(await visitor.isSignedIn())

    await openSession(user)
    assert.isFalse(await visitor.isSignedIn())
    const told = await visitor.follow(await visitor.get('/account'))
    assert.include(told.html, 'You signed in on too many other devices')
    const living = await Database.from('sessions').whereNull('end_reason')
    assert.lengthOf(living, maxSessions)
  })
})

test.group('A clock that is set back by an hour', (group) => {
  group.each.setup(emptyDatabase)

  /** Moves every stored time an hour ahead. */
  async function setBack(user: User) {
    for (const time of ['created_at', 'last_active_at', 'expires_at', 'confirmed_at'])
      await Database.from('sessions').where('user_id', user.id).increment(time, hour)
  }

  const secondsOf = (answer: Answer) => Number(answer.header('x-session-expires-in'))

  test('extends an idle session by that hour at most, and an active one not at all', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await setBack(user)
    assert.isAtMost(secondsOf(await visitor.get('/api/user/check')), 3 * 3600)

    await visitor.get('/')
    assert.isAtMost(secondsOf(await visitor.get('/api/user/check')), 2 * 3600)
    assert.isAtMost((await sessionOf(user)).last_active_at, Date.now())
  })

  test('shows no future time in the list of devices, and the password is needed', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    await openSession(user)
    await setBack(user)
    await visitor.get('/')
    assert.include((await visitor.get(list)).html, 'confirmation-form')
  })

  test('does not extend a rate limit beyond its period', async ({ assert }) => {
    const { email } = await ada()
    const attempt = () => new Visitor().send('/login', { email, password: 'wrong' })
    for (let count = 0; count < 5; count++) await attempt()
    assert.equal((await attempt()).status, 429)

    await Database.from('rate_limits').increment('expire', hour)
    assert.equal((await attempt()).status, 303)
    for (let count = 0; count < 5; count++) await attempt()
    const refused = await attempt()
    assert.equal(refused.status, 429)
    assert.isAtMost(Number(refused.header('retry-after')), 5 * 60)
  })
})
