import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import MailedLink from 'App/Models/MailedLink'
import User from 'App/Models/User'
import { password } from 'Database/factories'
import { logOf } from '../support/auditLog'
import { ada, emptyDatabase, expireSessions, grace, lesson } from '../support/database'
import { linkTo, mailsTo } from '../support/mails'
import { meanwhile } from '../support/meanwhile'
import { signedIn } from '../support/signedIn'
import { statementsOf } from '../support/statements'
import { Fields, origin, Visitor } from '../support/visitor'

const email = 'ada@example.com'
const fresh = 'another good password'
const choice = { password: fresh, password_confirmation: fresh }
const sent = 'If this e-mail has an account, a mail with a link is on its way to it.'
const dead = 'This link does not work anymore'

const ask = (address = email, page = '/forgot-password', visitor = new Visitor()) =>
  visitor.submit(page, 'forgotten-password-form', { email: address })

/** Asks for a link, and returns its path. */
async function link(page = '/forgot-password') {
  await ask(email, page)
  return linkTo(email)
}

const choose = (path: string, fields: Fields = choice, visitor = new Visitor()) =>
  visitor.submit(path, 'new-password-form', fields)

const from = (address: string) => ({ 'x-forwarded-for': address })

test.group('A forgotten password', (group) => {
  let user: User
  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
  })

  test('is replaced by a link in a mail, which signs in', async ({ assert }) => {
    const visitor = new Visitor()
    const page = await visitor.get('/login?return=/account')
    const [, path] = page.html.match(/href="([^"]+)"[^>]*>Forgot your password\?/)!
    const answer = await ask(' Ada@Example.com ', path, visitor)
    assert.include((await visitor.follow(answer)).html, sent)

    const opened = await visitor.get(await linkTo(email))
    assert.equal(opened.status, 200)
    assert.include(opened.html, email)
    const chosen = await choose(await linkTo(email), choice, visitor)
    assert.equal(chosen.location, '/account')
    assert.include((await visitor.follow(chosen)).html, 'Your new password is set, and you are signed in.')
    assert.isTrue(await (await user.refresh()).hasPassword(fresh))
  })

  test('ends every session and remembered device, with the reason', async ({ assert }) => {
    const [visitor, remembered] = [await signedIn(user), await signedIn(user, { remember_me: 'true' })]
    const stamp = (await visitor.get('/')).meta('session-stamp')
    const here = new Visitor()
    await choose(await link(), choice, here)

    assert.isTrue(await here.isSignedIn())
    assert.isFalse(await visitor.isSignedIn())
    remembered.cookies.delete('session')
    assert.isFalse(await remembered.isSignedIn())
    const told = await visitor.follow(await visitor.get(`/go/auth/reset?stamp=${stamp}`))
    assert.include(told.html, 'Your password was changed, so you were signed out here.')
  })

  test('also signs in where the same user, or another, was signed in', async ({ assert }) => {
    for (const one of [user, await grace()]) {
      const visitor = await signedIn(one)
      await visitor.follow(await choose(await link(), choice, visitor))
      assert.match((await visitor.get('/')).html, /data-viewer>Ada</)
      await visitor.signOut()
      await user.refresh()
      await user.merge({ password }).save()
    }
  })

  test('loses no kept form of its user, without JavaScript', async ({ assert }) => {
    await lesson()
    const visitor = await signedIn(user)
    const form = await visitor.open('/lessons/sessions', 'comment-form')
    await expireSessions()
    const signIn = await form.send({ body: 'Half a thought' })
    const [, path] = (await visitor.follow(signIn)).html.match(/href="([^"]+)"[^>]*>Forgot your password\?/)!
    await ask(email, path.replaceAll('&amp;', '&'), visitor)
    const page = await visitor.follow(await choose(await linkTo(email), choice, visitor))

    assert.equal(page.field('body'), 'Half a thought')
  })

  test('is told by mail, too', async ({ assert }) => {
    await choose(await link(), choice)
    const [mail] = await mailsTo(email)
    assert.equal(mail.subject, 'Your password was changed')
    assert.include(mail.text, `${origin}/forgot-password`)
  })

  test('is logged without e-mail, token or password', async ({ assert }) => {
    const path = await link()
    const lines = await logOf(() => choose(path))
    assert.deepEqual(
      lines.map(({ event }) => event),
      ['password-change', 'sign-in'],
    )
    assert.notInclude(JSON.stringify(lines), email)
    assert.notInclude(JSON.stringify(lines), path.split('/')[2])
    assert.notInclude(JSON.stringify(lines), fresh)
  })

  test('is not replaced by a password that is too short, and the link still works', async ({ assert }) => {
    const [path, visitor] = [await link(), new Visitor()]
    const answer = await choose(path, { password: 'short', password_confirmation: 'short' }, visitor)
    assert.include((await visitor.follow(answer)).html, 'Use at least 10 characters.')
    await choose(path, choice, visitor)
    assert.isTrue(await visitor.isSignedIn())
  })

  test('cannot be replaced by a script without the page’s token', async ({ assert }) => {
    const path = await link()
    const url = `${path}?_method=PUT`
    const answer = await new Visitor().send(url, choice, {
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    })
    assert.isFalse(await (await user.refresh()).hasPassword(fresh))
    assert.notEqual(answer.location, '/')
  })
})

test.group('The answer to a request for a link', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await ada()
  })

  const request = async (address: string) => {
    const visitor = new Visitor()
    const form = await visitor.open('/forgot-password', 'forgotten-password-form')
    let answer = await form.send({ email: 'nobody@example.org' })
    const statements = await statementsOf(async () => void (answer = await form.send({ email: address })))
    const page = await visitor.follow(answer)
    const words = page.html.replace(/value='[^']*'|content="[^"]*"/g, '')
    return { status: answer.status, location: answer.location, words, work: statements.map(({ sql }) => sql) }
  }

  test('is the same for an unknown e-mail: words, headers and queries', async ({ assert }) => {
    const [known, unknown] = [await request(email), await request('ida@example.com')]
    assert.include(known.words, sent)
    assert.deepEqual(unknown, known)
    assert.notMatch(known.work.join(), /users|mailed_links/)
    assert.lengthOf(await mailsTo('ida@example.com'), 0)
    assert.lengthOf(await mailsTo(email), 1)
  })

  test('is limited by address and account, for unknown e-mails too', async ({ assert }) => {
    const attempt = (address: string, client: string) =>
      new Visitor().send('/forgot-password', { email: address }, from(client))
    for (const address of [email, 'ida@example.com']) {
      const statuses = []
      for (let index = 0; index < 6; index++) statuses.push((await attempt(address, '192.0.2.1')).status)
      assert.deepEqual(statuses, [303, 303, 303, 303, 303, 429])
      for (let index = 6; index < 21; index++)
        statuses.push((await attempt(address, `198.51.100.${index}`)).status)
      assert.equal(statuses.at(-1), 303)
      assert.equal((await attempt(address, '203.0.113.1')).status, 429)
    }
    await Database.from('rate_limits').delete()
    const many = []
    for (let index = 0; index < 21; index++)
      many.push((await attempt(`u${index}@example.com`, '192.0.2.1')).status)
    assert.deepEqual(many, [...Array(20).fill(303), 429])
  })

  for (const wrong of ['', 'ada', 'a'.repeat(300) + '@example.com', 'a@example.com,b@example.com']) {
    test(`asks for a correct e-mail in place of "${wrong.slice(0, 30)}"`, async ({ assert }) => {
      const visitor = new Visitor()
      const page = await visitor.follow(await ask(wrong, '/forgot-password', visitor))
      assert.match(page.html, /id="email-error">Enter an e-mail address/)
    })
  }

  test('never leads to another site', async ({ assert }) => {
    const visitor = new Visitor()
    const form = await visitor.open('/forgot-password?return=//evil.example', 'forgotten-password-form')
    await form.send({ email }, { 'x-forwarded-host': 'evil.example' })
    const [mail] = await mailsTo(email)
    assert.notInclude(mail.text, 'evil')
    assert.include(mail.text, `${origin}/reset-password/`)
  })
})

test.group('The link to a new password', (group) => {
  let user: User
  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
  })

  test('has 256 random bits, and the database has only a hash of them', async ({ assert }) => {
    const [, , token] = (await link()).split(/[/?]/)
    assert.lengthOf(Buffer.from(token, 'base64url'), 32)
    for (const table of ['mailed_links', 'mails', 'users', 'sessions', 'kept_forms', 'rate_limits'])
      assert.notInclude(JSON.stringify(await Database.from(table)), token, table)
  })

  test('is not used up by opening it', async ({ assert }) => {
    const path = await link()
    for (let index = 0; index < 3; index++) assert.equal((await new Visitor().get(path)).status, 200)
    await fetch(origin + path, { method: 'HEAD' })
    const visitor = new Visitor()
    await choose(path, choice, visitor)
    assert.isTrue(await visitor.isSignedIn())
  })

  test('sends no Referer, is not stored, and works although its form has no Origin then', async ({
    assert,
  }) => {
    const [path, visitor] = [await link(), new Visitor()]
    const page = await visitor.get(path)
    assert.equal(page.header('referrer-policy'), 'no-referrer')
    assert.notMatch(page.html, /(src|href)="(https?:)?\/\//)
    const form = await visitor.open(path, 'new-password-form')
    await form.send(choice, { origin: 'null', referer: '', 'sec-fetch-site': 'same-origin' })
    assert.isTrue(await visitor.isSignedIn())
  })

  const endings: Record<string, (path: string) => Promise<unknown>> = {
    'was used': (path) => choose(path),
    'is replaced by a newer one': () => link(),
    'is an hour old': () => Database.from('mailed_links').decrement('expires_at', 60 * 60 * 1000),
    'belongs to a deleted account': () => user.delete(),
    'is older than a change of the password': async () => {
      const visitor = await signedIn(user)
      await visitor.submit('/account', 'password-form', { current_password: password, ...choice })
    },
  }
  for (const [name, end] of Object.entries(endings)) {
    test(`does nothing if it ${name}`, async ({ assert }) => {
      const path = await link()
      const [visitor, former] = [new Visitor(), await User.find(user.id)]
      const form = await visitor.open(path, 'new-password-form')
      await end(path)
      const before = (await User.find(user.id))?.password

      const page = await visitor.get(path)
      assert.equal(page.status, 410)
      assert.include(page.html, dead)
      const answer = await visitor.get(
        (await form.send({ password: 'a third password', password_confirmation: 'a third password' }))
          .location!,
      )
      assert.include(answer.html, dead)
      assert.isFalse(await visitor.isSignedIn())
      assert.equal((await User.find(user.id))?.password, before)
      assert.isNotNull(former)
    })
  }

  test('works once, even if it is used several times at once', async ({ assert }) => {
    const path = await link()
    const visitors = Array.from({ length: 5 }, () => new Visitor())
    const forms = await Promise.all(visitors.map((visitor) => visitor.open(path, 'new-password-form')))
    const words = visitors.map((_, index) => `a new password ${index}`)
    const answers = await Promise.all(
      forms.map((form, index) => form.send({ password: words[index], password_confirmation: words[index] })),
    )

    const winners = answers.flatMap(({ location }, index) => (location === '/' ? [index] : []))
    assert.lengthOf(winners, 1)
    assert.isTrue(await (await user.refresh()).hasPassword(words[winners[0]]))
    for (const [index, visitor] of visitors.entries())
      assert.equal(await visitor.isSignedIn(), index === winners[0])
  })

  test('does nothing if it is replaced between its check and its use', async ({ assert }) => {
    const path = await link()
    const visitor = new Visitor()
    const form = await visitor.open(path, 'new-password-form')
    meanwhile(MailedLink, 'living', () => MailedLink.issue('password-reset', user, email))
    await form.send(choice)
    assert.isFalse(await visitor.isSignedIn())
    assert.isFalse(await (await user.refresh()).hasPassword(fresh))
  })

  test('is removed by the sweep when it is too old', async ({ assert }) => {
    await link()
    await Database.from('mailed_links').decrement('expires_at', 60 * 60 * 1000)
    await MailedLink.removeExpired()
    assert.lengthOf(await Database.from('mailed_links'), 0)
  })
})
