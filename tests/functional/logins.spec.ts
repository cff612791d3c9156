import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { password } from 'Database/factories'
import { ada, commentRows, emptyDatabase, grace, lesson, sessionOf, sessionRows } from '../support/database'
import { Answer, Fields, origin, Visitor } from '../support/visitor'

const vague = 'Wrong e-mail or password.'
const wrong = 'not the right password'

const pageOf = ({ html }: Answer, email: string) =>
  html
    .replaceAll(email, 'someone')
    .replace(/(name='_csrf' value|name="(?:csrf-token|session-stamp)" content)=["'][^"']+/g, '$1')

test.group('Sign in', (group) => {
  group.each.setup(emptyDatabase)

  test('sign in, and be greeted by name', async ({ assert }) => {
    const visitor = new Visitor()
    const answer = await visitor.signIn(await ada())

    assert.equal(answer.location, '/')
    assert.match((await visitor.follow(answer)).html, /<a href="\/account"[^>]*>Ada<\/a>/)
  })

  test('sign in with the e-mail in other letters and with spaces around it', async ({ assert }) => {
    const visitor = new Visitor()
    await ada()
    await visitor.submit('/login', 'login-form', { email: ' ADA@Example.com ', password })
    assert.isTrue(await visitor.isSignedIn())
  })

  test('cannot tell an unknown e-mail from a wrong password', async ({ assert }) => {
    await ada()
    const pages = ['ada@example.com', 'nobody@example.com'].map(async (email) => {
      const visitor = new Visitor()
      const answer = await visitor.submit('/login', 'login-form', { email, password: wrong })
      return pageOf(await visitor.follow(answer), email)
    })

    const [known, unknown] = await Promise.all(pages)
    assert.equal(known, unknown)
    assert.include(known, vague)
  })

  test('find the e-mail kept after a mistake, and the password nowhere', async ({ assert }) => {
    await ada()
    const visitor = new Visitor()
    const answer = await visitor.submit('/login', 'login-form', { email: 'ada@example.com', password: wrong })
    assert.notInclude(JSON.stringify(await sessionRows()), wrong)

    const page = await visitor.follow(answer)
    assert.equal(page.field('email'), 'ada@example.com')
    assert.equal(page.field('password'), '')
    assert.notInclude(page.html, wrong)
  })

  test('keep the way back through a mistake', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    const login = '/login?return=%2Faccount'
    const answer = await visitor.submit(login, 'login-form', { email: user.email, password: wrong })

    assert.equal(answer.location, login)
    assert.equal((await visitor.signIn(user, login)).location, '/account')
  })

  test('hand in nothing, or lists instead of text, and read the same vague line', async ({ assert }) => {
    const attempts: Fields[] = [
      { email: '', password: '' },
      { 'email[]': 'x', 'password[a]': 'x' },
    ]
    for (const fields of attempts) {
      const visitor = new Visitor()
      const page = await visitor.follow(await visitor.send('/login', fields))
      assert.equal(page.status, 200)
      assert.include(page.html, vague)
    }
  })

  test('get a new session and a new CSRF secret', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    const facts = async () => {
      await visitor.get('/account')
      const { stamp, data } = await sessionOf(user)
      return [visitor.cookies.get('session'), stamp, JSON.parse(data)['csrf-secret']]
    }
    await visitor.signIn(user)
    const before = await facts()
    await visitor.send('/login', { email: user.email, password })

    for (const [index, fact] of (await facts()).entries()) {
      assert.isString(fact)
      assert.notEqual(fact, before[index])
    }
    assert.isFalse(visitor.cookies.has('session-guest'))
    assert.lengthOf(await sessionRows(), 1)
  })

  test('do not get far with a token from before', async ({ assert }) => {
    await lesson()
    const visitor = new Visitor()
    const token = (await visitor.get('/lessons/sessions')).meta('csrf-token')!
    await visitor.signIn(await ada())

    await visitor.send('/lessons/sessions/comments', { _csrf: token, body: 'Hello' })
    assert.lengthOf(await commentRows(), 0)
  })

  test('cannot be signed in to a session that somebody else knows', async ({ assert }) => {
    const [attacker, victim] = [new Visitor(), new Visitor()]
    await attacker.get('/login')
    victim.cookies = new Map(attacker.cookies)
    await victim.signIn(await ada())

    assert.isTrue(await victim.isSignedIn())
    assert.isFalse(await attacker.isSignedIn())
  })

  test('return to the page asked for, its query and its heading', async ({ assert }) => {
    const target = '/lessons/sessions?page=2&a=b#comment-3'
    const answer = await new Visitor().signIn(await ada(), `/login?return=${encodeURIComponent(target)}`)
    assert.equal(answer.location, target)
  })

  const foreign = [
    '//evil.example',
    '///evil.example',
    '\\evil',
    '\\\\evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://[',
  ]
  for (const target of foreign) {
    test(`are not sent to ${JSON.stringify(target)}`, async ({ assert }) => {
      const [user, visitor] = [await ada(), new Visitor()]
      const login = `/login?return=${encodeURIComponent(target)}`

      assert.equal((await visitor.signIn(user, login)).location, '/')
      assert.equal((await visitor.get(login)).location, '/')
      const went = await visitor.get(`/go/signed-in?return=${encodeURIComponent(target)}`)
      assert.equal(went.location, '/')
    })
  }

  test('see no sign-in page while signed in, but the page it leads to', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    assert.equal((await visitor.get('/login?return=%2Faccount')).location, '/account')
  })

  test('sign in as somebody else while signed in', async ({ assert }) => {
    const [first, second, visitor] = [await ada(), await grace(), new Visitor()]
    await visitor.signIn(first)
    const before = visitor.clone()

    const answer = await visitor.send('/login', { email: second.email, password })
    assert.include((await visitor.follow(answer)).html, 'Grace')
    assert.isFalse(await before.isSignedIn())
    assert.lengthOf(await sessionRows(), 1)
    await sessionOf(second)
  })
})

test.group('Sign in with a form left open', (group) => {
  group.each.setup(emptyDatabase)

  async function leftOpen() {
    const visitor = new Visitor()
    const form = await visitor.open('/login?return=%2Faccount', 'login-form')
    visitor.cookies.delete('session-guest')
    return { visitor, form, user: await ada() }
  }

  test('sign in though the cookie of the guest is gone', async ({ assert }) => {
    const { visitor, form, user } = await leftOpen()
    const answer = await form.send({ email: user.email, password })

    assert.equal((await visitor.follow(answer)).status, 200)
    assert.isTrue(await visitor.isSignedIn())
    assert.equal(visitor.path, '/account')
  })

  for (const from of ['', 'null', 'https://evil.example', 'http://127.0.0.1:1']) {
    test(`do not sign in with a stale token from ${from || 'nowhere'}`, async ({ assert }) => {
      const { visitor, form, user } = await leftOpen()
      const page = await visitor.follow(await form.send({ email: user.email, password }, { origin: from }))

      assert.isFalse(await visitor.isSignedIn())
      assert.notInclude(page.html, password)
      if (!from) assert.equal(page.field('email'), user.email)
    })
  }

  test('are not signed out by a form of another site, whose answer brings no cookie', async ({ assert }) => {
    for (const path of [
      '/login',
      '/register',
      '/logout',
      '/account?_method=PUT',
      '/lessons/sessions/comments',
    ]) {
      const answer = await new Visitor().send(path, { body: 'x' }, { origin: 'https://evil.example' })
      assert.deepEqual(answer.setsCookies, [], path)
    }
  })

  test('sign in without an Origin when the token is good', async ({ assert }) => {
    const visitor = new Visitor()
    const form = await visitor.open('/login', 'login-form')
    await form.send({ email: (await ada()).email, password }, { origin: '' })
    assert.isTrue(await visitor.isSignedIn())
  })
})

test.group('Sign in with no cookie at all', (group) => {
  group.each.setup(emptyDatabase)

  test('are asked first whether the cookie was kept, then go on', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    const answer = await visitor.send('/login?return=%2Faccount', { email: user.email, password })

    assert.equal(answer.location, '/go/signed-in?return=%2Faccount')
    assert.equal((await visitor.get(answer.location!)).location, '/account')
  })

  test('read about cookies if the browser refuses them', async ({ assert }) => {
    const { email } = await ada()
    const answer = await new Visitor().send('/login', { email, password })
    const page = await new Visitor().get(answer.location!)

    assert.equal(page.status, 200)
    assert.include(page.html, 'Your browser blocks cookies')
  })
})

test.group('Sign in to go to what cannot be shown', (group) => {
  group.each.setup(emptyDatabase)

  for (const path of [
    ...['/logout', '/account/password', '/lessons/sessions/comments', '/nowhere', '/%E0%A4%A'],
    ...['/health', '/api/user/check?a=b', '/go/auth/reset', '/go/auth/switched', '/go/signed-in'],
  ])
    test(`leads to the lessons in place of ${path}`, async ({ assert }) => {
      const answer = await new Visitor().signIn(await ada(), `/login?return=${encodeURIComponent(path)}`)
      assert.equal(answer.location, '/')
    })
})

test.group('Be remembered', (group) => {
  group.each.setup(emptyDatabase)

  async function remembered() {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user, '/login', { remember_me: 'true' })
    return { user, visitor }
  }

  test('come back after the browser was closed, in a new session', async ({ assert }) => {
    const { user, visitor } = await remembered()
    const cookie = visitor.cookies.get('session')
    visitor.cookies.delete('session')
    await Database.from('sessions').delete()

    assert.include((await visitor.get('/')).html, 'Ada')
    assert.notEqual(visitor.cookies.get('session'), cookie)
    assert.equal((await sessionOf(user)).user_id, user.id)
    assert.equal((await visitor.get('/account')).status, 200)
  })

  test('can send the form of the page that they came back to', async ({ assert }) => {
    const { visitor } = await remembered()
    visitor.cookies.delete('session')
    await lesson()

    await visitor.submit('/lessons/sessions', 'comment-form', { body: 'Back again' })
    assert.lengthOf(await commentRows(), 1)
  })

  test('are forgotten after the sign-out', async ({ assert }) => {
    const { visitor } = await remembered()
    const copy = visitor.clone()
    await visitor.signOut()

    assert.isFalse(visitor.cookies.has('remember'))
    copy.cookies.delete('session')
    assert.isFalse(await copy.isSignedIn())
    assert.notInclude((await copy.get('/')).html, 'Ada')
  })

  test('ask for it once, even if the password is wrong at first', async ({ assert }) => {
    const visitor = new Visitor()
    const fields = { email: (await ada()).email, password: wrong }
    const box = /<input[^>]*name="remember_me"[^>]*checked/
    const asked = await visitor.submit('/login', 'login-form', { ...fields, remember_me: 'true' })
    assert.match((await visitor.follow(asked)).html, box)
    const unasked = await visitor.submit('/login', 'login-form', fields)
    assert.notMatch((await visitor.follow(unasked)).html, box)
  })

  test('are not remembered without asking for it', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    assert.isFalse(visitor.cookies.has('remember'))
  })
})

test.group('Sign out', (group) => {
  group.each.setup(emptyDatabase)

  test('are a guest at once, and see no private page', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    const page = await visitor.follow(await visitor.signOut())

    assert.include(page.html, 'You are signed out.')
    assert.isFalse(await visitor.isSignedIn())
    assert.match((await visitor.get('/account')).location!, /^\/login\?/)
  })

  test('stay signed in where another site sends the sign-out', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    await visitor.send('/logout', {}, { origin: 'https://evil.example', referer: `${origin}/` })
    assert.isTrue(await visitor.isSignedIn())
  })
})
