import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import Database from '@ioc:Adonis/Lucid/Database'
import { livingSessions, sweep, viewerOf } from '@ioc:WelcomeBack'
import LessonsController from 'App/Controllers/Http/LessonsController'
import type User from 'App/Models/User'
import { password } from 'Database/factories'
import {
  hashOf,
  newToken,
  successorOf,
  Token,
} from '../../packages/adonis-welcome-back/server/remember/token'
import { logOf } from '../support/auditLog'
import {
  ada,
  age,
  emptyDatabase,
  expireSessions,
  grace,
  lesson,
  openSession,
  sessionOf,
} from '../support/database'
import { meanwhile } from '../support/meanwhile'
import { cookieOf, deviceRows, rememberedVisitor, tokenOf } from '../support/remembered'
import { Answer, Visitor } from '../support/visitor'
import { adaSignedIn, signedIn } from '../support/signedIn'

const days = 24 * 60 * 60 * 1000
const aMinute = 60 * 1000
const list = '/account/sessions'
const copied = 'Somebody used an old copy of this device’s cookie'

const isGreeted = ({ html }: Answer) => />Ada<\/a>/.test(html)

/** A closed browser of a remembered user: it has only the remember-me cookie. */
async function closed(user: User) {
  const { visitor, token } = await rememberedVisitor(user)
  visitor.cookies.delete('session')
  return { visitor, token }
}

/** Moves the last replacement of every token back in time. */
const letPass = (milliseconds: number) =>
  Database.from('remembered_devices').decrement('replaced_at', milliseconds)

test.group('A remember-me token', (group) => {
  group.each.setup(emptyDatabase)

  test('is replaced at each use, and then lasts for 30 days', async ({ assert }) => {
    const user = await ada()
    const { visitor, token } = await closed(user)
    await deviceRows(user.id).update({ expires_at: Date.now() + days })
    const answer = await visitor.get('/')

    assert.isTrue(isGreeted(answer))
    assert.deepEqual(tokenOf(visitor), successorOf(token))
    const [cookie] = answer.setsCookies.filter((name) => name.startsWith('remember='))
    assert.match(cookie, /; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
    const [row] = await deviceRows(user.id)
    assert.equal(row.token_hash, hashOf(successorOf(token).secret))
    assert.approximately(Number(row.expires_at), Date.now() + 30 * days, aMinute)
  })

  test('has a cookie that is Secure and has a __Host- name, in production', async ({ assert }) => {
    const user = await ada()
    const form = await new Visitor().open('/login', 'login-form')
    Object.defineProperty(Application, 'inProduction', { value: true, configurable: true })
    const answer = await form
      .send({ email: user.email, password: 'correct horse battery', remember_me: 'true' })
      .finally(() => delete (Application as any).inProduction)
    const flags = 'Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax'
    assert.isTrue(
      answer.setsCookies.some((cookie) => /^__Host-remember=/.test(cookie) && cookie.endsWith(flags)),
    )
  })

  test('signs in parallel requests, which get the same next token', async ({ assert }) => {
    const user = await ada()
    const { visitor, token } = await closed(user)
    const late = visitor.clone()
    const tabs = [visitor, ...Array.from({ length: 4 }, () => visitor.clone())]
    assert.deepEqual((await Promise.all(tabs.map((tab) => tab.get('/')))).map(isGreeted), Array(5).fill(true))
    await letPass(aMinute - 5_000)
    assert.isTrue(isGreeted(await late.get('/')))

    const next = successorOf(token)
    assert.deepEqual([...tabs, late].map(tokenOf), Array(6).fill(next))
    assert.lengthOf(await deviceRows(user.id).where('token_hash', hashOf(next.secret)), 1)
    late.cookies.delete('session')
    assert.isTrue(isGreeted(await late.get('/')))
  })

  test('is used a minute after it was replaced: its device is forgotten, and no other', async ({
    assert,
  }) => {
    const user = await ada()
    const { visitor } = await closed(user)
    const { visitor: other } = await closed(user)
    const copy = visitor.clone()
    await visitor.get('/')
    const { id } = tokenOf(visitor)!
    await letPass(aMinute + 1)

    assert.isFalse(await copy.isSignedIn())
    assert.lengthOf(await deviceRows(user.id), 2)
    const pages: Answer[] = []
    const lines = await logOf(async () => {
      for (let count = 0; count < 2; count++) pages.push(await copy.get('/'))
    })
    assert.deepEqual(pages.map(isGreeted), [false, false])
    assert.deepEqual(
      lines.map(({ event, device, viewer }) => ({ event, device, viewer })),
      [{ event: 'token-reuse', device: id, viewer: viewerOf(user.id) }],
    )

    assert.include((await visitor.follow(await visitor.get('/account'))).html, copied)
    visitor.cookies.delete('session')
    assert.isFalse(isGreeted(await visitor.get('/')))
    assert.isTrue(isGreeted(await other.get('/')))
  })

  test('expires, and is swept', async ({ assert }) => {
    const user = await ada()
    const { visitor } = await closed(user)
    const { visitor: other } = await closed(user)
    await deviceRows(user.id)
      .where('id', tokenOf(visitor)!.id)
      .update({ expires_at: Date.now() - 1 })

    assert.isFalse(await visitor.isSignedIn())
    assert.isFalse(isGreeted(await visitor.get('/')))
    await sweep()
    assert.deepEqual(
      (await deviceRows(user.id)).map(({ id }) => id),
      [tokenOf(other)!.id],
    )
  })

  test('is in no table, no log line and no response', async ({ assert }) => {
    const user = await ada()
    const secrets = new Set<string>()
    const answers: Answer[] = []
    let visitor!: Visitor
    const note = (answer: Answer) => {
      answers.push(answer)
      secrets.add(tokenOf(visitor)?.secret ?? '')
    }
    const tables = async () => {
      const names = await Database.connection().getAllTables(['public'])
      return JSON.stringify(await Promise.all(names.map((name) => Database.from(name).select('*'))))
    }
    const stored: string[] = []
    const lines = await logOf(async () => {
      visitor = await signedIn(user, { remember_me: 'true' })
      const copy = visitor.clone()
      for (const path of ['/account', list, '/api/user/check', '/']) {
        note(await visitor.get(path))
        visitor.cookies.delete('session')
      }
      stored.push(await tables())
      await letPass(aMinute + 1)
      copy.cookies.delete('session')
      note(await copy.get('/'))
      stored.push(await tables())
    })

    secrets.delete('')
    assert.isAbove(secrets.size, 2)
    const written = [
      stored,
      JSON.stringify(lines),
      ...answers.flatMap(({ body, headers }) => [body, ...headers]),
    ]
    assert.include(stored[0], hashOf([...secrets].at(-1)!))
    assert.isAbove(lines.filter(({ event }) => event === 'token-reuse').length, 0)
    for (const secret of secrets) assert.notInclude(written.flat(2).join('\n'), secret)
  })

  test('is read by the check, which changes nothing', async ({ assert }) => {
    const user = await ada()
    const { visitor, token } = await closed(user)
    const everything = () => Promise.all([deviceRows(user.id), Database.from('sessions')])
    const before = await everything()
    for (let count = 0; count < 3; count++) {
      const answer = await visitor.get('/api/user/check')
      assert.deepEqual([answer.body, answer.setsCookies], ['true', []])
    }
    assert.deepEqual(await everything(), before)
    assert.deepEqual(tokenOf(visitor), token)
  })

  test('is not replaced if the database stores no session', async ({ assert }) => {
    const user = await ada()
    await lesson()
    const { visitor, token } = await closed(user)
    meanwhile(LessonsController.prototype, 'show', () =>
      Database.from('users').update({ password: 'changed' }),
    )
    await visitor.get('/lessons/sessions')

    assert.deepEqual(tokenOf(visitor), token)
    assert.lengthOf(await deviceRows(user.id).where('token_hash', hashOf(token.secret)), 1)
  })
})

test.group('A device', (group) => {
  group.each.setup(emptyDatabase)

  test('signs out and is forgotten, and others are not', async ({ assert }) => {
    const user = await ada()
    const [{ visitor }, { visitor: other }] = [await rememberedVisitor(user), await rememberedVisitor(user)]
    await visitor.get('/')
    await visitor.signOut()

    assert.isFalse(visitor.cookies.has('remember'))
    assert.deepEqual(
      (await deviceRows(user.id)).map(({ id }) => id),
      [tokenOf(other)!.id],
    )
  })

  test('is forgotten by another one and signed out, and a third one stays', async ({ assert }) => {
    const user = await ada()
    const here = await signedIn(user)
    const [{ visitor: there, token }, { visitor: third }] = [
      await rememberedVisitor(user),
      await closed(user),
    ]
    const orphan = there.clone()
    orphan.cookies.delete('session')
    await orphan.get('/')
    const page = await here.follow(await here.act(`${list}/${token.id}?_method=DELETE`))

    assert.include(page.html, 'is signed out and forgotten.')
    for (const gone of [there, orphan]) {
      assert.isFalse(await gone.isSignedIn())
      gone.cookies.delete('session')
      assert.isFalse(isGreeted(await gone.get('/')))
    }
    assert.isTrue(isGreeted(await third.get('/')))
    assert.isTrue(await here.isSignedIn())
  })

  test('is remembered but not signed in, and is forgotten with one button', async ({ assert }) => {
    const user = await ada()
    const here = await signedIn(user)
    const { visitor: there, token } = await closed(user)
    await expireSessions()
    const again = await signedIn(user)
    const page = await again.follow(await again.act(`${list}/${token.id}?_method=DELETE`))

    assert.include(page.html, 'Firefox on Linux is forgotten.')
    assert.isFalse(isGreeted(await there.get('/')))
    assert.isFalse(await here.isSignedIn())
  })

  test('is one line in the list, even with several sessions', async ({ assert }) => {
    const user = await ada()
    const { visitor } = await closed(user)
    const tabs = [visitor, visitor.clone(), visitor.clone()]
    await Promise.all(tabs.map((tab) => tab.get('/')))

    assert.isAbove((await livingSessions(user.id)).length, 2)
    const { html } = await visitor.get(list)
    assert.lengthOf(html.match(/<h2>/g)!, 1)
    assert.notInclude(html, 'Sign out all others')
  })

  test('of another user is not in the list, and cannot be forgotten', async ({ assert }) => {
    const [user, stranger] = [await ada(), await grace()]
    const { token } = await rememberedVisitor(user)
    const visitor = await signedIn(stranger)
    await visitor.get(list)

    assert.equal((await visitor.act(`${list}/${token.id}?_method=DELETE`)).status, 404)
    assert.lengthOf(await deviceRows(user.id), 1)
  })

  test('is remembered after each sign-in that asks for it, and forgotten after one that does not', async ({
    assert,
  }) => {
    const [user, other] = [await ada(), await grace()]
    const { visitor, token } = await closed(user)
    const fields = { password: 'correct horse battery', remember_me: 'true' }
    await visitor.send('/login', { email: user.email, ...fields })
    assert.notEqual(tokenOf(visitor)!.id, token.id)
    assert.lengthOf(await deviceRows(user.id), 1)

    await visitor.send('/login', { email: other.email, ...fields })
    assert.deepEqual([(await deviceRows(user.id)).length, (await deviceRows(other.id)).length], [0, 1])
    await visitor.send('/login', { email: other.email, password: fields.password })
    assert.isFalse(visitor.cookies.has('remember'))
    assert.lengthOf(await deviceRows(other.id), 0)
  })

  test('is one of at most 50: the least recently used one is forgotten', async ({ assert }) => {
    const user = await ada()
    const first = await rememberedVisitor(user)
    await Database.from('remembered_devices').decrement('last_used_at', days)
    for (let count = 0; count < 49; count++) await rememberedVisitor(user)
    await signedIn(user, { remember_me: 'true' })

    assert.lengthOf(await deviceRows(user.id), 50)
    assert.lengthOf(await deviceRows(user.id).where('id', first.token.id), 0)
  })

  test('is forgotten when its user is deleted', async ({ assert }) => {
    const user = await ada()
    const { visitor } = await closed(user)
    await user.delete()
    assert.lengthOf(await Database.from('remembered_devices'), 0)
    assert.isFalse(await visitor.isSignedIn())
  })
})

test.group('A renewal of a session', (group) => {
  group.each.setup(emptyDatabase)

  const ended = ({ visitor }: { visitor: Visitor }) => visitor.act(`${list}?_method=DELETE`)
  const changed = ({ visitor }: { visitor: Visitor }) =>
    visitor.submit('/account', 'password-form', {
      current_password: password,
      password: 'another long password',
      password_confirmation: 'another long password',
    })

  /** Returns a session without "remember me" that began 9 minutes ago, and its times. */
  async function longAgo(fields = {}) {
    const { user, visitor } = await adaSignedIn(fields)
    await age(user, 9 * aMinute)
    await Database.from('sessions').decrement('confirmed_at', 9 * aMinute)
    return { user, visitor, times: await timesOf(user) }
  }

  const timesOf = async (user: User) => {
    const { created_at: created, confirmed_at: confirmed } = await sessionOf(user)
    return [created, confirmed].map(Number)
  }

  /** Cookies that decrypt, and are no reason to be remembered. */
  const tokens: Record<string, (user: User) => Promise<Token>> = {
    'of a device that was signed out': async (user) => {
      const { visitor, token } = await rememberedVisitor(user)
      await visitor.get('/')
      await visitor.signOut()
      return token
    },
    'of another device of the user': async (user) => (await closed(user)).token,
    'of another user': async () => (await closed(await grace())).token,
    'with another secret': async (user) => {
      const { device_id: id } = await sessionOf(user)
      return { ...newToken(), ...(id && { id }) }
    },
  }
  for (const [kind, find] of Object.entries(tokens)) {
    for (const [way, renew] of Object.entries({ 'sign others out': ended, 'change the password': changed })) {
      test(`to ${way} gives no token for a cookie ${kind}`, async ({ assert }) => {
        const { user, visitor } = await longAgo(kind.includes('secret') ? { remember_me: 'true' } : {})
        const token = await find(user)
        visitor.cookies.delete('remember')
        const before = visitor.clone()
        visitor.cookies.set('remember', cookieOf(token))

        assert.equal((await visitor.get('/')).meta('session-warning'), '120')
        const answer = await renew({ visitor })
        assert.equal(answer.status, 303)
        assert.isFalse(answer.setsCookies.some((cookie) => cookie.startsWith('remember=')))
        assert.isTrue(await visitor.isSignedIn())
        assert.isFalse(await before.isSignedIn())
      })
    }
  }

  test('confirms no password and extends no lifetime, if it needs no password', async ({ assert }) => {
    for (const fields of [{}, { remember_me: 'true' }]) {
      await emptyDatabase()
      const { user, visitor, times } = await longAgo(fields)
      assert.equal((await ended({ visitor })).status, 303)
      assert.deepEqual(await timesOf(user), times)

      await openSession(user)
      await Database.from('sessions').decrement('confirmed_at', aMinute)
      assert.include((await visitor.get(list)).html, 'confirmation-form')
    }
  })

  test('confirms the password and begins a lifetime, if the password was given', async ({ assert }) => {
    const { user, visitor, times } = await longAgo()
    assert.equal((await changed({ visitor })).status, 303)
    for (const [index, time] of (await timesOf(user)).entries()) {
      assert.approximately(time, Date.now(), aMinute)
      assert.isAbove(time, times[index])
    }
  })

  test('gives its own device a new token, and makes a copy of the former one worthless', async ({
    assert,
  }) => {
    for (const renew of [ended, changed]) {
      await emptyDatabase()
      const { user, visitor } = await longAgo({ remember_me: 'true' })
      const copy = visitor.clone()
      assert.equal((await visitor.get('/')).meta('session-warning'), '0')
      await renew({ visitor })

      for (const browser of [visitor, copy]) browser.cookies.delete('session')
      assert.isFalse(await copy.isSignedIn())
      assert.isFalse(isGreeted(await copy.get('/')))
      assert.isTrue(isGreeted(await visitor.get('/')))
      assert.lengthOf(await deviceRows(user.id), 1)
    }
  })
})

test.group('The lifetime of a remembered device', (group) => {
  group.each.setup(emptyDatabase)

  /** Moves the sign-in by password so many days back in time. */
  const letDaysPass = (count: number) =>
    Database.from('remembered_devices').decrement('created_at', count * days)

  test('ends a year after the password was given, however often the device is used', async ({ assert }) => {
    const user = await ada()
    const { visitor } = await closed(user)
    await letDaysPass(360)
    const answer = await visitor.get('/')
    const [{ expires_at: expiry }] = await deviceRows(user.id)

    assert.isTrue(isGreeted(answer))
    assert.approximately(Number(expiry), Date.now() + 5 * days, aMinute)
    assert.isTrue(answer.setsCookies.some((cookie) => /^remember=.*; Max-Age=432000;/.test(cookie)))
    await letDaysPass(5)
    visitor.cookies.delete('session')
    assert.isFalse(isGreeted(await visitor.get('/')))
  })

  test('begins again with a new password, and not when others are signed out', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn({ remember_me: 'true' })
    await letDaysPass(360)
    await visitor.act(`${list}?_method=DELETE`)
    assert.approximately(await expiryOf(user), Date.now() + 5 * days, aMinute)

    const form = { current_password: password, password, password_confirmation: password }
    await visitor.submit('/account', 'password-form', form)
    assert.approximately(await expiryOf(user), Date.now() + 30 * days, aMinute)
  })

  test('ends before the session, and the page warns', async ({ assert }) => {
    const { visitor } = await adaSignedIn({ remember_me: 'true' })
    await Database.from('remembered_devices').update({ expires_at: Date.now() + 60 * aMinute })
    assert.equal((await visitor.get('/')).meta('session-warning'), '120')
  })

  const expiryOf = async (user: User) => Number((await deviceRows(user.id))[0].expires_at)
})

test.group('A sign-in by password', (group) => {
  group.each.setup(emptyDatabase)

  test('on a remembered device without a session confirms the password', async ({ assert }) => {
    const user = await ada()
    const { visitor } = await closed(user)
    const other = await openSession(user)
    await visitor.send('/login', { email: user.email, password })
    await visitor.act(`${list}?_method=DELETE`)
    assert.lengthOf(await livingSessions(user.id).where('stamp', other.stamp), 0)
  })
})
