import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import UsersController from 'App/Controllers/Http/UsersController'
import { ada, age, emptyDatabase, expireSessions, sessionOf, sessionRows } from '../support/database'
import { meanwhile } from '../support/meanwhile'
import { statementsOf } from '../support/statements'
import { Answer, Visitor } from '../support/visitor'

const check = '/api/user/check'
const facts = ['x-session-stamp', 'x-session-viewer', 'x-session-expires-in']
const hours = 60 * 60 * 1000

/** A browser that was closed: it has only the remember-me cookie. */
async function remembered() {
  const visitor = new Visitor()
  await visitor.signIn(await ada(), '/login', { remember_me: 'true' })
  visitor.cookies.delete('session')
  return visitor
}

const everything = async () => ({
  sessions: await Database.from('sessions').orderBy('stamp'),
  users: await Database.from('users').orderBy('id'),
  devices: await Database.from('remembered_devices').orderBy('id'),
})

const factsOf = (answer: Answer) => facts.map((name) => answer.header(name))

test.group('The check', (group) => {
  group.each.setup(emptyDatabase)

  test('returns false to a guest, and true to a signed-in visitor', async ({ assert }) => {
    const visitor = new Visitor()
    assert.equal((await visitor.get(check)).body, 'false')

    await visitor.signIn(await ada())
    assert.equal((await visitor.get(check)).body, 'true')
  })

  test('returns false to a cookie without the right signature, also after the right one', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    assert.equal((await visitor.get(check)).body, 'true')

    const cookie = decodeURIComponent(visitor.cookies.get('session')!)
    const [message, signature] = cookie.slice(2).split('.')
    const id = JSON.parse(Buffer.from(message, 'base64url').toString()).message
    for (const forged of [id, message, `s:${message}`, `s:${message}.${signature.slice(1)}`]) {
      visitor.cookies.set('session', encodeURIComponent(forged))
      assert.equal((await visitor.get(check)).body, 'false', forged)
    }
  })

  test('returns true to a visitor who has only the remember-me cookie', async ({ assert }) => {
    assert.equal((await (await remembered()).get(check)).body, 'true')
  })

  test('returns JSON with no-store for any Accept header', async ({ assert }) => {
    for (const accept of ['text/html', 'application/json', '*/*']) {
      const answer = await new Visitor().get(check, { accept })
      assert.equal(answer.status, 200)
      assert.match(answer.header('content-type')!, /^application\/json\b/)
      assert.equal(answer.header('cache-control'), 'no-store')
    }
  })

  test('sets no cookie', async ({ assert }) => {
    const visitor = new Visitor()
    assert.deepEqual((await visitor.get(check)).setsCookies, [])

    await visitor.signIn(await ada())
    assert.deepEqual((await visitor.get(check)).setsCookies, [])

    await expireSessions()
    assert.deepEqual((await visitor.get(check)).setsCookies, [])
  })

  test('sets no cookie for a visitor who has only the remember-me cookie', async ({ assert }) => {
    assert.deepEqual((await (await remembered()).get(check)).setsCookies, [])
  })

  test('creates and changes nothing, even after many requests', async ({ assert }) => {
    const guest = new Visitor()
    await guest.get('/login')
    const closed = await remembered()
    const before = await everything()
    await Database.from('sessions').decrement('last_active_at', hours)
    const older = await everything()

    for (const visitor of [guest, closed, new Visitor()]) {
      await Promise.all(Array.from({ length: 10 }, () => visitor.get(check)))
    }
    assert.deepEqual(await everything(), older)
    assert.lengthOf(older.sessions, before.sessions.length)
  })

  test('does not extend a session, even if it is sent all the time', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user)

    for (let passed = 0; passed < 4; passed++) {
      await age(user, 0.45 * hours)
      const before = await sessionOf(user)
      assert.isTrue(await visitor.isSignedIn())
      assert.deepEqual(await sessionOf(user), before)
    }
    await age(user, 0.45 * hours)
    assert.isFalse(await visitor.isSignedIn())
  })

  test('leaves a flash message for the page that should show it', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    const answer = await visitor.submit('/account', 'account-form', { name: 'Ada L.' })

    await visitor.get(check)
    assert.include((await visitor.follow(answer)).html, 'Your account is saved.')
  })

  test('leaves the tokens of open forms valid', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    const form = await visitor.open('/account', 'account-form')

    await visitor.get(check)
    assert.equal((await form.send({ name: 'Countess' })).location, '/account')
    assert.equal((await Database.from('users').firstOrFail()).name, 'Countess')
  })

  test('does not undo a sign-out during the check', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user)
    const tab = visitor.clone()

    meanwhile(UsersController.prototype, 'check', () => visitor.signOut())
    assert.deepEqual((await tab.get(check)).setsCookies, [])
    assert.isFalse(await tab.isSignedIn())
    assert.isFalse(await visitor.isSignedIn())
  })

  test('does not undo a sign-in during the check', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.get('/login')
    const tab = visitor.clone()

    meanwhile(UsersController.prototype, 'check', () => visitor.signIn(user))
    assert.deepEqual((await tab.get(check)).setsCookies, [])
    assert.isTrue(await visitor.isSignedIn())
    assert.lengthOf(await sessionRows(), 1)
  })

  test('returns stamp, viewer and remaining seconds, as the page does', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user)
    const page = await visitor.get('/')
    await age(user, 0.5 * hours)
    const answer = await visitor.get(check)

    assert.equal(answer.header('x-session-stamp'), page.meta('session-stamp'))
    assert.equal(answer.header('x-session-viewer'), page.meta('session-viewer'))
    const left = ((await sessionOf(user)).expires_at - Date.now()) / 1000
    assert.match(answer.header('x-session-expires-in')!, /^\d+$/)
    assert.closeTo(Number(answer.header('x-session-expires-in')), left, 30)
  })

  test('returns no stamp and no viewer to a guest, and their page has none', async ({ assert }) => {
    const visitor = new Visitor()
    const page = await visitor.get('/login')
    const answer = await visitor.get(check)

    assert.deepEqual([page.meta('session-stamp'), page.meta('session-viewer')], ['', ''])
    assert.deepEqual([answer.header('x-session-stamp'), answer.header('x-session-viewer')], [null, null])
  })

  test('returns no stamp and no viewer without a living session', async ({ assert }) => {
    const visitor = new Visitor()
    assert.deepEqual(factsOf(await visitor.get(check)), [null, null, null])

    await visitor.signIn(await ada())
    await expireSessions()
    assert.deepEqual(factsOf(await visitor.get(check)), [null, null, null])
  })

  test('reveals neither the session id nor the user', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user)
    const answer = await visitor.get(check)
    const [stamp, viewer] = factsOf(answer) as string[]
    const said = JSON.stringify([...answer.headers, answer.body])

    for (const name of [stamp, viewer]) assert.match(name, /^[\w-]{43}$/)
    assert.notInclude(visitor.cookies.get('session')!, stamp)
    assert.notInclude(said, user.email)
    assert.notInclude(said, user.name)
    const [, id] = Buffer.from(visitor.cookies.get('session')!.split(/[.:]|%3A/)[1], 'base64url')
      .toString()
      .match(/"message":"([^"]+)"/)!
    assert.isAbove(id.length, 20)
    assert.notInclude(said, id)
  })

  test('returns the same viewer in two sessions, and different stamps', async ({ assert }) => {
    const [user, first, second] = [await ada(), new Visitor(), new Visitor()]
    await first.signIn(user)
    await second.signIn(user)
    const [[stamp, viewer], [otherStamp, sameViewer]] = [await first.get(check), await second.get(check)].map(
      factsOf,
    )

    assert.notEqual(stamp, otherStamp)
    assert.equal(viewer, sameViewer)
  })

  test('makes no query for a guest without a cookie, and one for a viewer', async ({ assert }) => {
    const [visitor, guest] = [new Visitor(), new Visitor()]
    await visitor.signIn(await ada())

    assert.lengthOf(await statementsOf(() => guest.get(check)), 0)
    assert.lengthOf(await statementsOf(() => visitor.get(check)), 1)
  })

  test('returns less than a kilobyte with its headers', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    const { headers, body } = await visitor.get(check)

    const head = ['HTTP/1.1 200 OK', ...headers.map(([name, value]) => `${name}: ${value}`), '', '']
    assert.isBelow(Buffer.byteLength(head.join('\r\n') + body), 1024)
  })
})
