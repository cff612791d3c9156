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

test.group('Signing in', (group) => {
  group.each.setup(emptyDatabase)

  test('a user signs in, and sees their name', async ({ assert }) => {
    const visitor = new Visitor()
    const answer = await visitor.signIn(await ada())

    assert.equal(answer.location, '/')
    assert.match((await visitor.follow(answer)).html, /<a href="\/account"[^>]*>Ada<\/a>/)
  })

  test('a user signs in with the e-mail in capital letters and with spaces', async ({ assert }) => {
    const visitor = new Visitor()
    await ada()
    await visitor.submit('/login', 'login-form', { email: ' ADA@Example.com ', password })
    assert.isTrue(await visitor.isSignedIn())
  })

  test('a visitor sees the same message for an unknown e-mail and a wrong password', async ({ assert }) => {
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

  test('after a mistake, the e-mail is in the form, and the password is nowhere', async ({ assert }) => {
    await ada()
    const visitor = new Visitor()
    const answer = await visitor.submit('/login', 'login-form', { email: 'ada@example.com', password: wrong })
    assert.notInclude(JSON.stringify(await sessionRows()), wrong)

    const page = await visitor.follow(answer)
    assert.equal(page.field('email'), 'ada@example.com')
    assert.equal(page.field('password'), '')
    assert.notInclude(page.html, wrong)
  })

  test('after a mistake, the return path is kept', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    const login = '/login?return=%2Faccount'
    const answer = await visitor.submit(login, 'login-form', { email: user.email, password: wrong })

    assert.equal(answer.location, login)
    assert.equal((await visitor.signIn(user, login)).location, '/account')
  })

  test('a form without fields, or with lists in place of text, shows the same message', async ({
    assert,
  }) => {
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

  test('a user gets a new session and a new CSRF secret', async ({ assert }) => {
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

  test('a token from before the sign-in is refused', async ({ assert }) => {
    await lesson()
    const visitor = new Visitor()
    const token = (await visitor.get('/lessons/sessions')).meta('csrf-token')!
    await visitor.signIn(await ada())

    await visitor.send('/lessons/sessions/comments', { _csrf: token, body: 'Hello' })
    assert.lengthOf(await commentRows(), 0)
  })

  test('an attacker who knows the session id before the sign-in stays a guest', async ({ assert }) => {
    const [attacker, victim] = [new Visitor(), new Visitor()]
    await attacker.get('/login')
    victim.cookies = new Map(attacker.cookies)
    await victim.signIn(await ada())

    assert.isTrue(await victim.isSignedIn())
    assert.isFalse(await attacker.isSignedIn())
  })

  test('a user returns to the page that they requested, with query and fragment', async ({ assert }) => {
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
    test(`the return path cannot be ${JSON.stringify(target)}`, async ({ assert }) => {
      const [user, visitor] = [await ada(), new Visitor()]
      const login = `/login?return=${encodeURIComponent(target)}`

      assert.equal((await visitor.signIn(user, login)).location, '/')
      assert.equal((await visitor.get(login)).location, '/')
      const went = await visitor.get(`/go/signed-in?return=${encodeURIComponent(target)}`)
      assert.equal(went.location, '/')
    })
  }

  test('a signed-in user who opens the sign-in page is redirected to its return path', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    assert.equal((await visitor.get('/login?return=%2Faccount')).location, '/account')
  })

  test('a signed-in user signs in as somebody else', async ({ assert }) => {
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

test.group('Signing in with a form that stays open', (group) => {
  group.each.setup(emptyDatabase)

  async function leftOpen() {
    const visitor = new Visitor()
    const form = await visitor.open('/login?return=%2Faccount', 'login-form')
    visitor.cookies.delete('session-guest')
    return { visitor, form, user: await ada() }
  }

  test('a user signs in after the guest cookie is gone', async ({ assert }) => {
    const { visitor, form, user } = await leftOpen()
    const answer = await form.send({ email: user.email, password })

    assert.equal((await visitor.follow(answer)).status, 200)
    assert.isTrue(await visitor.isSignedIn())
    assert.equal(visitor.path, '/account')
  })

  for (const from of ['', 'null', 'https://127.0.0.1:1']) {
    test(`a user signs in with the right token and the Origin ${from || '(none)'}`, async ({ assert }) => {
      const [user, visitor] = [await ada(), new Visitor()]
      const form = await visitor.open('/login?return=%2Faccount', 'login-form')
      const answer = await form.send({ email: user.email, password }, { origin: from, referer: '' })
      assert.equal(answer.location, '/account')
      assert.isTrue(await visitor.isSignedIn())
    })
  }

  test('a user signs in with an old token, if the browser says that the form is from this site', async ({
    assert,
  }) => {
    const { visitor, form, user } = await leftOpen()
    await form.send({ email: user.email, password }, { origin: 'null', 'sec-fetch-site': 'same-origin' })
    assert.isTrue(await visitor.isSignedIn())
  })

  for (const from of ['', 'null', 'https://evil.example', 'http://127.0.0.1:1']) {
    test(`a user does not sign in with an old token and the Origin ${from || '(none)'}`, async ({
      assert,
    }) => {
      const { visitor, form, user } = await leftOpen()
      const page = await visitor.follow(await form.send({ email: user.email, password }, { origin: from }))

      assert.isFalse(await visitor.isSignedIn())
      assert.notInclude(page.html, password)
      if (!from) assert.equal(page.field('email'), user.email)
      assert.include(page.html, from ? 'This form was not sent' : 'This page was out of date')
    })
  }

  test('a form of another site signs nobody out, and its response sets no cookie', async ({ assert }) => {
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

  test('a user signs in without an Origin if the token is valid', async ({ assert }) => {
    const visitor = new Visitor()
    const form = await visitor.open('/login', 'login-form')
    await form.send({ email: (await ada()).email, password }, { origin: '' })
    assert.isTrue(await visitor.isSignedIn())
  })
})

test.group('Signing in without any cookie', (group) => {
  group.each.setup(emptyDatabase)

  test('a browser is redirected to a page that checks for the cookie, and then on', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    const answer = await visitor.send('/login?return=%2Faccount', { email: user.email, password })

    assert.match(answer.location!, /^\/go\/signed-in\?return=%2Faccount&signature=/)
    assert.equal((await visitor.get(answer.location!)).location, '/account')
  })

  test('a visitor whose browser refuses cookies sees a page about cookies', async ({ assert }) => {
    const { email } = await ada()
    const answer = await new Visitor().send('/login', { email, password })
    const page = await new Visitor().get(answer.location!)

    assert.equal(page.status, 200)
    assert.include(page.html, 'Your browser blocks cookies')
  })

  test('a stranger who follows a link to that page learns nothing about an account', async ({ assert }) => {
    const { email } = await ada()
    const { location } = await new Visitor().send('/login?return=%2Flogin', { email, password })
    const links = ['/go/signed-in', '/go/signed-in?return=%2Flogin', location!.replace('login', 'register')]
    for (const link of links) {
      const answer = await new Visitor().get(link)
      assert.equal(answer.status, 302, link)
      assert.notInclude((await new Visitor().follow(answer)).html, 'are correct')
    }
  })
})

test.group('A return path that has no page', (group) => {
  group.each.setup(emptyDatabase)

  for (const path of [
    ...['/logout', '/account/password', '/lessons/sessions/comments', '/nowhere', '/%E0%A4%A'],
    ...[
      '/health',
      '/api/user/check?a=b',
      '/api/user/events',
      '/go/auth/reset',
      '/go/auth/switched',
      '/go/signed-in',
    ],
  ])
    test(`leads to the lessons: ${path}`, async ({ assert }) => {
      const answer = await new Visitor().signIn(await ada(), `/login?return=${encodeURIComponent(path)}`)
      assert.equal(answer.location, '/')
    })
})

test.group('Remember me', (group) => {
  group.each.setup(emptyDatabase)

  async function remembered() {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user, '/login', { remember_me: 'true' })
    return { user, visitor }
  }

  test('a user comes back after the browser was closed, in a new session', async ({ assert }) => {
    const { user, visitor } = await remembered()
    const cookie = visitor.cookies.get('session')
    visitor.cookies.delete('session')
    await Database.from('sessions').delete()

    assert.include((await visitor.get('/')).html, 'Ada')
    assert.notEqual(visitor.cookies.get('session'), cookie)
    assert.equal((await sessionOf(user)).user_id, user.id)
    assert.equal((await visitor.get('/account')).status, 200)
  })

  test('a user can send the form of the first page after they come back', async ({ assert }) => {
    const { visitor } = await remembered()
    visitor.cookies.delete('session')
    await lesson()

    await visitor.submit('/lessons/sessions', 'comment-form', { body: 'Back again' })
    assert.lengthOf(await commentRows(), 1)
  })

  test('a user signs out, and is not remembered', async ({ assert }) => {
    const { visitor } = await remembered()
    const copy = visitor.clone()
    await visitor.signOut()

    assert.isFalse(visitor.cookies.has('remember'))
    copy.cookies.delete('session')
    assert.isFalse(await copy.isSignedIn())
    assert.notInclude((await copy.get('/')).html, 'Ada')
  })

  test('a user asks for it once, even if the first password is wrong', async ({ assert }) => {
    const visitor = new Visitor()
    const fields = { email: (await ada()).email, password: wrong }
    const box = /<input[^>]*name="remember_me"[^>]*checked/
    const asked = await visitor.submit('/login', 'login-form', { ...fields, remember_me: 'true' })
    assert.match((await visitor.follow(asked)).html, box)
    const unasked = await visitor.submit('/login', 'login-form', fields)
    assert.notMatch((await visitor.follow(unasked)).html, box)
  })

  test('a user who does not ask for it is not remembered', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    assert.isFalse(visitor.cookies.has('remember'))
  })
})

test.group('Signing out', (group) => {
  group.each.setup(emptyDatabase)

  test('a user is a guest at once, and sees no private page', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    const page = await visitor.follow(await visitor.signOut())

    assert.include(page.html, 'You are signed out.')
    assert.isFalse(await visitor.isSignedIn())
    assert.match((await visitor.get('/account')).location!, /^\/login\?/)
  })

  test('a user stays signed in if another site sends the form', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    await visitor.send('/logout', {}, { origin: 'https://evil.example', referer: `${origin}/` })
    assert.isTrue(await visitor.isSignedIn())
  })
})
