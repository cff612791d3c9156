import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import Logger from '@ioc:Adonis/Core/Logger'
import Database from '@ioc:Adonis/Lucid/Database'
import { sweep, viewerOf } from '@ioc:WelcomeBack'
import type User from 'App/Models/User'
import { password } from 'Database/factories'
import { logOf, Line } from '../support/auditLog'
import WelcomeBackProvider from '../../packages/adonis-welcome-back/server/Provider'
import {
  ada,
  emptyDatabase,
  expireSessions,
  openSession,
  revoke,
  sessionOf,
  sessionRows,
  storeSessions,
} from '../support/database'
import { adaSignedIn } from '../support/signedIn'
import { Visitor } from '../support/visitor'

const wrong = 'not the right password'
const fresh = 'another good password'
const address = '198.51.100.1'
const headers = { 'x-forwarded-for': address }

async function come() {
  const [user, visitor] = [await ada(), new Visitor()]
  await visitor.get('/login')
  return { user, visitor }
}

const signIn = async ({ user, visitor }: { user: User; visitor: Visitor }, secret = password) =>
  (await visitor.open('/login', 'login-form')).send({ email: user.email, password: secret }, headers)

/** Returns what is specific to an event in its line. */
const said = ({ event, stamp, viewer, address, msg }: Line) => ({ event, stamp, viewer, address, msg })

const entry = (event: string, stamp: string | undefined, viewer: string | undefined) => ({
  ...{ event, stamp, viewer, address, msg: event },
})

test.group('The audit log', (group) => {
  group.each.setup(emptyDatabase)

  test('has a line for a sign-in, with the new session', async ({ assert }) => {
    const { user, visitor } = await come()
    const [line, ...more] = await logOf(() => signIn({ user, visitor }))

    assert.lengthOf(more, 0)
    assert.deepEqual(said(line), entry('sign-in', (await sessionOf(user)).stamp, viewerOf(user.id)))
    assert.equal(line.level, 30)
    assert.isString(line.request_id)
    assert.approximately(Number(line.time), Date.now(), 60_000)
  })

  test('takes over the id of a request if it has at most 64 plain characters', async ({ assert }) => {
    const { email } = await ada()
    const idOf = async (id: string) => {
      const failure = () => new Visitor().send('/login', { email, password: 'x' }, { 'x-request-id': id })
      return (await logOf(failure))[0].request_id
    }
    assert.equal(await idOf('Proxy_1.a-2'), 'Proxy_1.a-2')
    for (const id of ['x'.repeat(65), 'a b', '"', 'a, b']) assert.match(`${await idOf(id)}`, /^\w{8}-\d+$/)
  })

  test('has a line for the sign-in of a remembered device, but none for a check', async ({ assert }) => {
    const { user, visitor } = await come()
    await visitor.signIn(user, '/login', { remember_me: 'true' })
    visitor.cookies.delete('session')
    await Database.from('sessions').delete()
    assert.deepEqual(await logOf(() => visitor.get('/api/user/check', headers)), [])

    const [line, ...more] = await logOf(() => visitor.get('/', headers))
    assert.lengthOf(more, 0)
    assert.deepEqual(said(line), entry('sign-in', (await sessionOf(user)).stamp, viewerOf(user.id)))
    assert.isTrue(line.remembered)
  })

  test('has a line for a failed sign-in, without a user', async ({ assert }) => {
    const { user, visitor } = await come()
    const [line, ...more] = await logOf(() => signIn({ user, visitor }, wrong))

    assert.lengthOf(more, 0)
    assert.deepEqual(said(line), entry('sign-in-failure', undefined, undefined))
  })

  test('has a line for a sign-out, with the session that ended', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const { stamp } = await sessionOf(user)
    await visitor.get('/')
    const [line, ...more] = await logOf(() => visitor.act('/logout', {}, headers))

    assert.lengthOf(more, 0)
    assert.deepEqual(said(line), entry('sign-out', stamp, viewerOf(user.id)))
  })

  test('has a line for a device that is signed out, with its session and the session that did it', async ({
    assert,
  }) => {
    const { user, visitor } = await adaSignedIn()
    const { stamp } = await sessionOf(user)
    const device = await openSession(user)
    await visitor.get('/account/sessions')
    const [line, ...more] = await logOf(() =>
      visitor.act(`/account/sessions/${device.stamp}?_method=DELETE`, {}, headers),
    )

    assert.lengthOf(more, 0)
    assert.deepEqual(said(line), entry('revocation', stamp, viewerOf(user.id)))
    assert.equal(line.revoked, device.stamp)
  })

  test('has a line for all other devices', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const { stamp } = await sessionOf(user)
    await openSession(user)
    await visitor.get('/account/sessions')
    const [line, ...more] = await logOf(() => visitor.act('/account/sessions?_method=DELETE', {}, headers))

    assert.lengthOf(more, 0)
    assert.deepEqual(said(line), entry('revocation', stamp, viewerOf(user.id)))
    assert.equal(line.revoked, 'all others')
  })

  test('has a line for a changed password, with the session that stays', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const form = await visitor.open('/account', 'password-form')
    const fields = { current_password: password, password: fresh, password_confirmation: fresh }
    const [line, ...more] = await logOf(() => form.send(fields, headers))
    const stamp = (await visitor.get('/')).meta('session-stamp')

    assert.lengthOf(more, 0)
    assert.deepEqual(said(line), entry('password-change', stamp, viewerOf(user.id)))
  })

  test('has no line for a password that was not changed', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    const fields = { current_password: wrong, password: fresh, password_confirmation: fresh }
    assert.deepEqual(await logOf(() => visitor.submit('/account', 'password-form', fields)), [])
  })

  test('has one line for an expiry, from the sweep', async ({ assert }) => {
    const user = await ada()
    const { stamp } = await openSession(user)
    await expireSessions()
    const [line, ...more] = await logOf(() => sweep())

    assert.lengthOf(more, 0)
    assert.deepEqual(said(line), { ...entry('expiry', stamp, viewerOf(user.id)), address: '192.0.2.7' })
    assert.deepEqual(await logOf(() => sweep()), [])
  })

  test('has no expiry of a session that ended for another reason, or of a living one', async ({ assert }) => {
    const user = await ada()
    await revoke(await openSession(user))
    await expireSessions()
    await openSession(user)
    assert.deepEqual(await logOf(() => sweep()), [])
  })

  test('has no line for a page, the check, a comment or a saved account', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    const lines = await logOf(async () => {
      for (const path of ['/', '/account', '/account/sessions', '/api/user/check', '/unknown'])
        await visitor.get(path)
      await visitor.submit('/account', 'account-form', { name: 'Ada' })
    })
    assert.deepEqual(
      lines.filter(({ event }) => event),
      [],
    )
  })

  test('has no password, e-mail, name, session id, token or cookie', async ({ assert }) => {
    const { user, visitor } = await come()
    const secrets = new Set([wrong, password, fresh, user.email, user.name, 'nobody@example.com'])
    const note = async () => {
      const page = await visitor.get('/')
      secrets.add(page.meta('csrf-token')!)
      for (const cookie of visitor.cookies.values()) secrets.add(cookie).add(contentOf(cookie))
      for (const { data } of await sessionRows()) secrets.add(JSON.parse(data)['csrf-secret'] ?? wrong)
    }
    const lines = await logOf(async () => {
      await note()
      await visitor.signIn(user, '/login', { password: wrong })
      await visitor.signIn(user, '/login', { email: 'nobody@example.com' })
      await visitor.signIn(user, '/login', { remember_me: 'true' })
      await note()
      const fields = { current_password: password, password: fresh, password_confirmation: fresh }
      await visitor.submit('/account', 'password-form', fields)
      await note()
      const device = await openSession(user)
      await visitor.act(`/account/sessions/${device.stamp}?_method=DELETE`)
      await note()
      await visitor.signOut()
      await note()
      await openSession(user)
      await expireSessions()
      await sweep()
    })

    assert.deepEqual(
      lines.map(({ event }) => event),
      [
        'sign-in-failure',
        'sign-in-failure',
        'sign-in',
        'password-change',
        'revocation',
        'sign-out',
        'expiry',
      ],
    )
    const written = JSON.stringify(lines)
    assert.isAbove(secrets.size, 15)
    for (const secret of secrets) assert.notInclude(written, secret)
  })
})

/** Returns the session id, or the token, in a cookie. */
function contentOf(cookie: string) {
  const [payload] = decodeURIComponent(cookie)
    .replace(/^[a-z]:/, '')
    .split('.')
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString()).message as string
  } catch {
    return cookie
  }
}

test.group('The sweep', (group) => {
  group.each.setup(emptyDatabase)

  /** Returns how many rows each deletion of the sweep removed. */
  async function batchesOf(action: () => Promise<unknown>) {
    const batches: number[] = []
    const knex = Database.connection().getWriteClient()
    const note = (answer: any, { method }: any) => {
      if (method === 'del') batches.push(typeof answer === 'number' ? answer : answer.rowCount)
    }
    knex.on('query-response', note)
    await action().finally(() => knex.removeListener('query-response', note))
    return batches
  }

  /** Returns the interval timers that the action starts, by milliseconds. */
  async function intervalsOf(action: () => Promise<unknown>) {
    const { setInterval } = globalThis
    const intervals: { act: () => unknown; wait: number }[] = []
    globalThis.setInterval = ((act: () => unknown, wait: number) => {
      intervals.push({ act, wait })
      return setInterval(act, wait)
    }) as typeof setInterval
    await action().finally(() => (globalThis.setInterval = setInterval))
    return intervals
  }

  test('removes 1,201 expired sessions and no living one, in batches', async ({ assert }) => {
    const user = await ada()
    await storeSessions(user, 1201, 1)
    await storeSessions(user, 30, Date.now() + 60_000)
    let swept = 0
    const batches = await batchesOf(async () => (swept = await sweep()))

    assert.equal(swept, 1201)
    assert.deepEqual(batches.filter(Boolean), [500, 500, 201])
    assert.lengthOf(await sessionRows(), 30)
  })

  test('does nothing if nothing has expired', async ({ assert }) => {
    await storeSessions(await ada(), 3, Date.now() + 60_000)
    assert.equal(await sweep(), 0)
    assert.lengthOf(await sessionRows(), 3)
  })

  test('runs in the server once a minute, and removes sessions and counts of attempts', async ({
    assert,
  }) => {
    await storeSessions(await ada(), 3, 1)
    await Database.table('rate_limits').multiInsert([
      { key: 'over', points: 1, expire: 1 },
      { key: 'on', points: 1, expire: Date.now() + 60_000 },
      { key: 'for ever', points: 1, expire: null },
    ])
    const server = new WelcomeBackProvider({
      environment: 'web',
      logger: Logger,
      container: Application.container,
    } as any)
    const [minutely] = await intervalsOf(() => server.ready())
    await server.shutdown()
    assert.equal(minutely.wait, 60_000)
    assert.lengthOf(await sessionRows(), 3)

    await minutely.act()
    assert.lengthOf(await sessionRows(), 0)
    assert.deepEqual(
      (await Database.from('rate_limits').orderBy('key')).map(({ key }) => key),
      ['for ever', 'on'],
    )
  })

  test('may run in several processes at once', async ({ assert }) => {
    await storeSessions(await ada(), 1201, 1)
    await Promise.all([sweep(), sweep(), sweep()])
    assert.lengthOf(await sessionRows(), 0)
  })

  test('logs each expiry once, even if several processes sweep', async ({ assert }) => {
    const user = await ada()
    for (let count = 0; count < 20; count++) await openSession(user)
    await expireSessions()
    const lines = await logOf(() => Promise.all([sweep(), sweep(), sweep()]))
    assert.lengthOf(lines, 20)
  })
})
