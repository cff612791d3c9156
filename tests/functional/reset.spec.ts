import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { endMessages } from '@ioc:WelcomeBack'
import { password, UserFactory } from 'Database/factories'
import { ada, emptyDatabase, expireSessions, lesson } from '../support/database'
import { origin, Visitor } from '../support/visitor'

const reset = '/go/auth/reset'
/** The message element, because the home page also quotes the sentence. */
const expired = 'role="alert">Your session has expired.'

/** Returns a visitor on that page, whose session has ended. */
async function leftOpen(page: string) {
  const visitor = new Visitor()
  await visitor.signIn(await ada())
  await visitor.get(page)
  await expireSessions()
  return visitor
}

test.group('The reset', (group) => {
  group.each.setup(emptyDatabase)

  test('redirects a visitor to the page and its query, with the warning', async ({ assert }) => {
    await lesson()
    const visitor = await leftOpen('/lessons/sessions?page=1&from=mail')

    const answer = await visitor.get(reset)
    assert.equal(answer.location, '/lessons/sessions?page=1&from=mail')
    const { html } = await visitor.follow(answer)
    assert.include(html, expired)
    const [, login] = html.match(/has expired\.\s*<a href="([^"]+)">Sign in</)!
    assert.equal(login, `/login?return=${encodeURIComponent(answer.location!)}`)
  })

  test('shows the warning once', async ({ assert }) => {
    const visitor = await leftOpen('/')
    await visitor.follow(await visitor.get(reset))
    assert.notInclude((await visitor.get('/')).html, expired)
  })

  test('warns a visitor who has no cookie', async ({ assert }) => {
    const visitor = new Visitor()
    assert.include((await visitor.follow(await visitor.get(reset))).html, expired)
  })

  for (const referer of ['', `${origin}/`]) {
    test(`redirects to the page that says where it is, with the Referer "${referer}"`, async ({ assert }) => {
      const visitor = await leftOpen('/')
      const to = encodeURIComponent('/login?return=%2Faccount')
      const answer = await visitor.get(`${reset}?to=${to}`, { referer })
      assert.equal(answer.location, '/login?return=%2Faccount')
    })
  }

  for (const to of [
    'https://evil.example/login',
    '//evil.example',
    '/\\evil.example',
    reset,
    '/api/user/check',
  ]) {
    test(`redirects to the home page if a page says that it is ${to}`, async ({ assert }) => {
      const answer = await new Visitor().get(`${reset}?to=${encodeURIComponent(to)}`)
      assert.equal(answer.location, '/')
    })
  }

  const referers = {
    'another site': 'https://evil.example/lessons/sessions',
    'a path that is another site': `${origin}//evil.example/x`,
    'a path with a backslash': `${origin}/\\evil.example/x`,
    'this site as a name before another': `${origin.replace('http://', 'http://evil@')}.evil.example/`,
    'another port': 'http://127.0.0.1:1/lessons',
    'another scheme': 'ftp://127.0.0.1/lessons',
    itself: origin + reset,
    'itself with a query': `${origin}${reset}?again`,
    'what no browser sends': 'http://[',
    'the check': `${origin}/api/user/check`,
    'a head and a header for a page that stays open': `${origin}/api/user/page?a=b`,
    'a stream of events': `${origin}/api/user/events`,
    'the health of the site': `${origin}/health`,
    'an address without a page': `${origin}/nowhere`,
    nothing: '',
  }
  for (const [name, referer] of Object.entries(referers)) {
    test(`redirects to the home page if the Referer is ${name}`, async ({ assert }) => {
      const answer = await new Visitor().get(reset, { referer })
      assert.equal(answer.status, 302)
      assert.equal(answer.location, '/')
    })
  }

  test('is not cached', async ({ assert }) => {
    assert.equal((await new Visitor().get(reset)).header('cache-control'), 'no-store')
  })

  test('shows no warning to a signed-in visitor', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    const page = await visitor.follow(await visitor.get(reset))

    assert.notInclude(page.html, expired)
    assert.isTrue(await visitor.isSignedIn())
  })

  test('keeps the warning on the way to the sign-in page, which leads back', async ({ assert }) => {
    const visitor = await leftOpen('/account?from=mail')
    const page = await visitor.follow(await visitor.get(reset))
    assert.match(page.html, /role="alert">Your session has expired\.\s*<\/p>/)
    assert.equal(visitor.path, '/login?return=%2Faccount%3Ffrom%3Dmail')

    const answer = await visitor.submit(visitor.path, 'login-form', { email: 'ada@example.com', password })
    assert.equal(answer.location, '/account?from=mail')
    assert.equal((await visitor.follow(answer)).status, 200)
  })

  test('does not loop with a sign-in page that redirects to it', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user)
    const answer = await visitor.get(`/login?return=${reset}`)
    assert.equal(answer.location, '/')
  })

  test('says that they are signed out, but not where they did it', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    await visitor.signOut()

    const page = await visitor.follow(await visitor.get(reset))
    assert.include(page.html, 'You are signed out.')
  })

  test('says that the password was changed on another device', async ({ assert }) => {
    const [user, visitor, device] = [await ada(), new Visitor(), new Visitor()]
    await visitor.signIn(user)
    await device.signIn(user)
    await device.submit('/account', 'password-form', {
      current_password: password,
      password: 'another good password',
      password_confirmation: 'another good password',
    })

    const page = await visitor.follow(await visitor.get(reset))
    assert.include(page.html, 'Your password was changed, so you were signed out here.')
  })

  test('says that they were signed out from another device', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    await Database.from('sessions').update({ end_reason: 'revoked' })

    const page = await visitor.follow(await visitor.get(reset))
    assert.include(page.html, 'You were signed out from another device.')
  })

  test('says why the session that continued theirs has ended', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user)
    const changed = 'another good password'
    const fields = { current_password: password, password: changed, password_confirmation: changed }
    await visitor.submit('/account', 'password-form', fields)
    await Database.from('sessions').whereNull('end_reason').update({ end_reason: 'revoked' })

    const page = await visitor.follow(await visitor.get(reset))
    assert.include(page.html, 'You were signed out from another device.')
  })

  test('says the reason again, in a second tab', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    await Database.from('sessions').update({ end_reason: 'revoked' })
    for (let tab = 0; tab < 2; tab++) {
      const page = await visitor.follow(await visitor.get(reset))
      assert.include(page.html, 'You were signed out from another device.')
    }
  })

  test('and the sign-in page tell a stranger who has the stamp of a session nothing about it', async ({
    assert,
  }) => {
    const [owner, stranger, grace] = [new Visitor(), new Visitor(), new Visitor()]
    await owner.signIn(await ada())
    const stamp = (await owner.get('/')).meta('session-stamp')
    await grace.signIn(await UserFactory.create())
    await grace.signOut()
    await Database.from('sessions').where({ stamp }).update({ end_reason: 'password-changed' })

    for (const [visitor, reason] of [
      [stranger, expired],
      [grace, 'You are signed out.'],
    ] as const) {
      const told = await visitor.follow(await visitor.get(`${reset}?stamp=${stamp}`))
      assert.include(told.html, reason)
      const dialog = await visitor.get(`/login?stamp=${stamp}`)
      assert.include(reason, decodeURIComponent(dialog.header('x-session-end')!))
      assert.notInclude(told.html, 'password was changed')
    }
  })
})

test.group('A page that is opened after the end of the session', (group) => {
  group.each.setup(emptyDatabase)

  for (const [reason, told] of Object.entries(endMessages)) {
    test(`says once why it ended: ${reason}`, async ({ assert }) => {
      const visitor = await leftOpen('/')
      await Database.from('sessions').update({ end_reason: reason === 'expired' ? null : reason })

      assert.include((await visitor.get('/')).html, `role="alert">${told}`)
      assert.notInclude((await visitor.get('/')).html, `role="alert">${told}`)
    })
  }

  test('says nothing to guests and remembered visitors', async ({ assert }) => {
    const [guest, remembered] = [new Visitor(), new Visitor()]
    await guest.get('/')
    await remembered.signIn(await ada(), '/login', { remember_me: 'true' })
    await expireSessions()
    for (const visitor of [guest, remembered])
      assert.notMatch((await visitor.get('/')).html, /class="flash (warning|notice)/)
  })
})
