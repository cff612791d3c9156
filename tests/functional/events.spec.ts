import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import type User from 'App/Models/User'
import { password } from 'Database/factories'
import { endAll, find } from '../../packages/adonis-welcome-back/server/events/streams'
import * as lookup from '../../packages/adonis-welcome-back/server/visit/lookup'
import { ada, age, deleteAccount, emptyDatabase, sessionOf } from '../support/database'
import { events, EventStream } from '../support/events'
import { meanwhile } from '../support/meanwhile'
import { until } from '../support/processes'
import { origin, Visitor } from '../support/visitor'
import { signedIn } from '../support/signedIn'

const told = ':\n\nevent: change\ndata:\n\n'
const openCount = () => find(() => true).length

/** Lets the session of the user end after so many milliseconds, unless there is activity. */
const expireIn = async (user: User, milliseconds: number) =>
  age(user, (await sessionOf(user)).expires_at - Date.now() - milliseconds)

test.group('A stream of events', (group) => {
  group.each.setup(emptyDatabase)
  group.each.teardown(async () => {
    endAll()
    await until(async () => openCount() === 0)
  })

  /** Opens a stream, and returns what it sent until its end. If it does not end, the test times out. */
  async function toldWhen(user: User, act: (visitor: Visitor) => Promise<unknown>) {
    const visitor = await signedIn(user)
    const stream = await EventStream.open(visitor)
    await act(visitor)
    return stream.ended
  }

  test('has the headers that browsers and proxies need, and sets no cookie', async ({ assert }) => {
    const visitor = await signedIn(await ada())
    const { response } = await EventStream.open(visitor)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(response.headers.get('cache-control'), 'no-store, no-transform')
    assert.equal(response.headers.get('x-accel-buffering'), 'no')
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  test('notifies the page after its visitor signed out', async ({ assert }) => {
    assert.equal(await toldWhen(await ada(), (visitor) => visitor.signOut()), told)
  })

  test('notifies the page after another device signed it out', async ({ assert }) => {
    const user = await ada()
    const here = await signedIn(user)
    const revoke = async (there: Visitor) => {
      const stamp = (await there.get('/')).meta('session-stamp')
      await here.act(`/account/sessions/${stamp}?_method=DELETE`)
    }
    assert.equal(await toldWhen(user, revoke), told)
  })

  test('notifies the pages of all other devices that are signed out, and this one, which has a new stamp', async ({
    assert,
  }) => {
    const user = await ada()
    const here = await signedIn(user)
    const own = await EventStream.open(here)
    assert.equal(await toldWhen(user, () => here.act('/account/sessions?_method=DELETE')), told)
    assert.equal(await own.ended, told)
    assert.isTrue(await here.isSignedIn())
  })

  test('notifies every page of a user after a new password, which gives the session a new stamp', async ({
    assert,
  }) => {
    const user = await ada()
    const here = await signedIn(user)
    const own = await EventStream.open(here)
    const change = {
      current_password: password,
      password: 'another password',
      password_confirmation: 'another password',
    }
    const submit = () => here.submit('/account', 'password-form', change)
    assert.equal(await toldWhen(user, submit), told)
    assert.equal(await own.ended, told)
  })

  test('notifies the page after its user was deleted', async ({ assert }) => {
    const user = await ada()
    assert.equal(await toldWhen(user, () => deleteAccount(user)), told)
  })

  test('notifies the page after another process ended its session', async ({ assert }) => {
    const end = () => Database.from('sessions').update({ end_reason: 'revoked', ended_at: Date.now() })
    assert.equal(await toldWhen(await ada(), end), told)
  })

  test('notifies the page after its session expired, without a request', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    await expireIn(user, 300)
    assert.equal(await (await EventStream.open(visitor)).ended, told)
  })

  test('queries again at the known expiry, because activity may have extended the session', async ({
    assert,
  }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    await expireIn(user, 300)
    const { expires_at: known } = await sessionOf(user)
    const stream = await EventStream.open(visitor)
    await visitor.get('/')
    await until(async () => Date.now() > known + 100)
    assert.equal(openCount(), 1)

    await visitor.signOut()
    assert.equal(await stream.ended, told)
  })

  test('notifies the page and ends if the session has ended or was renewed', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    const [old, copy] = [(await visitor.get('/')).meta('session-stamp')!, visitor.clone()]
    await visitor.signOut()
    const guest = await EventStream.open(visitor)
    await visitor.follow(await visitor.signIn(user))
    const ofOldPage = await EventStream.open(visitor, { stamp: old })
    const ofOldCookie = await EventStream.open(copy)

    for (const stream of [guest, ofOldPage, ofOldCookie, await EventStream.open(new Visitor())]) {
      assert.equal(stream.response.status, 200)
      assert.equal(await stream.ended, 'event: change\ndata:\n\n')
    }
    assert.equal(openCount(), 0)
  })

  test('notifies the page if the session ended while the stream was opened', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    meanwhile(lookup, 'findLiving', () => Database.from('sessions').delete())
    assert.equal(await (await EventStream.open(visitor)).ended, told)
  })

  test('is refused if its session has five', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    const streams = await Promise.all(Array.from({ length: 5 }, () => EventStream.open(visitor)))
    const { response } = await EventStream.open(visitor)
    assert.deepEqual([response.status, response.headers.get('retry-after')], [429, '60'])
    assert.equal((await EventStream.open(await signedIn(user))).response.status, 200)

    streams[0].close()
    await until(async () => openCount() === 5)
    assert.equal((await EventStream.open(visitor)).response.status, 200)
  })

  test('is removed after the client disconnects', async ({ assert }) => {
    const stream = await EventStream.open(await signedIn(await ada()))
    assert.equal(openCount(), 1)
    stream.close()
    await until(async () => openCount() === 0)
  })

  test('extends nothing, and uses up no flash message', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    await visitor.submit('/account', 'account-form', { name: 'Ada' })
    await age(user, 60_000)
    const before = await Database.from('sessions').orderBy('stamp')
    await EventStream.open(visitor)
    await EventStream.open(visitor, { stamp: 'another' })
    await visitor.isSignedIn()
    assert.deepEqual(await Database.from('sessions').orderBy('stamp'), before)
    assert.include((await visitor.get('/')).html, 'Your account is saved.')
  })

  test('does not stay open for a HEAD request', async ({ assert }) => {
    const visitor = await signedIn(await ada())
    const headers = { cookie: visitor.cookieHeader }
    const { status } = await fetch(origin + events, { method: 'HEAD', headers })
    assert.deepEqual([status, openCount()], [200, 0])
  })
})
