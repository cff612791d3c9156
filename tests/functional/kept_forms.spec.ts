import { test } from '@japa/runner'
import Config from '@ioc:Adonis/Core/Config'
import Database from '@ioc:Adonis/Lucid/Database'
import { sweep } from '@ioc:WelcomeBack'
import { password } from 'Database/factories'
import { commentRows, emptyDatabase, expireSessions, grace, lesson, sessionRows } from '../support/database'
import { Answer, origin, Visitor } from '../support/visitor'
import { adaSignedIn, signedIn as signedInAs } from '../support/signedIn'

const page = '/lessons/sessions'
const long = `Größe 🙂\n\n<b>"quoted" & 'so'</b>\n${'next line. 🙂\n'.repeat(600)}`.padEnd(10_000, 'x')
const lines = (text?: string) => text?.replaceAll('\r\n', '\n')
const [kept, back] = ['Your text is kept.', 'Your text is back. It was not sent']
const undone = 'Your last action was not done.'

async function signedIn() {
  await lesson()
  return adaSignedIn()
}

/** Opens a form, and sends it after the session has ended. Returns the messages of the sign-in page. */
async function sentTooLate(visitor: Visitor, path: string, id: string, fields: Record<string, string>) {
  const form = await visitor.open(path, id)
  await expireSessions()
  return visitor.follow(await form.send(fields))
}

const fieldsOf = (answer: Answer, ...names: string[]) => names.map((name) => lines(answer.field(name)))

const { age } = Config.get('session')

const keptRows = () => Database.from('kept_forms')

test.group('A form sent after the session ended', (group) => {
  group.each.setup(emptyDatabase)
  group.each.teardown(() => Config.set('session.age', age))

  test('is kept through the sign-in: every character of a comment', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const body = long.replaceAll('\n', '\r\n')
    const login = await sentTooLate(visitor, `${page}?page=1`, 'comment-form', { body })
    assert.include(login.html, kept)
    assert.include(login.html, 'Your session has expired.')

    const answer = await visitor.signIn(user, visitor.path)
    assert.equal(answer.location, `${page}?page=1`)
    const filled = await visitor.follow(answer)
    assert.equal(lines(filled.field('body')), long)
    assert.include(filled.html, back)
    assert.lengthOf(await commentRows(), 0)
  })

  test('can be sent after the sign-in, and is stored once', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    await sentTooLate(visitor, page, 'comment-form', { body: 'Late' })
    const filled = await visitor.follow(await visitor.signIn(user, visitor.path))

    const fields = {
      body: filled.field('body')!,
      _key: filled.field('_key')!,
      _csrf: filled.meta('csrf-token')!,
    }
    for (let time = 0; time < 2; time++) await visitor.send(`${page}/comments`, fields)
    assert.deepEqual(
      (await commentRows()).map(({ body }) => body),
      ['Late'],
    )
    assert.equal((await visitor.get(page)).field('body'), '')
  })

  test('is kept through the sign-in: the account', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const bio = long.slice(0, 5000)
    await sentTooLate(visitor, '/account', 'account-form', { name: 'Countess', bio })

    const answer = await visitor.signIn(user, visitor.path)
    assert.equal(answer.location, '/account')
    assert.deepEqual(fieldsOf(await visitor.follow(answer), 'name', 'bio'), ['Countess', bio])
    assert.equal((await user.refresh()).name, 'Ada')
  })

  test('is kept with fields that the user emptied', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    await user.merge({ bio: 'What was there before' }).save()
    await sentTooLate(visitor, '/account', 'account-form', { name: 'Countess', bio: '' })
    const filled = await visitor.follow(await visitor.signIn(user, visitor.path))
    assert.deepEqual(fieldsOf(filled, 'name', 'bio'), ['Countess', ''])

    const rejected = await visitor.submit('/account', 'account-form', { name: ' ', bio: '' })
    assert.deepEqual(fieldsOf(await visitor.follow(rejected), 'name', 'bio'), ['', ''])
  })

  test('is kept if the first password is wrong', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    await sentTooLate(visitor, page, 'comment-form', { body: 'Late' })
    const again = await visitor.follow(await visitor.signIn(user, visitor.path, { password: 'not this one' }))
    assert.include(again.html, kept)

    const filled = await visitor.follow(await visitor.signIn(user, visitor.path))
    assert.equal(filled.field('body'), 'Late')
  })

  test('is not kept if it has no fields', async ({ assert }) => {
    const { visitor } = await signedIn()
    await expireSessions()
    const login = await visitor.follow(await visitor.get('/account'))
    assert.notInclude(login.html, kept)
    assert.notInclude(login.html, undone)
    assert.include(login.html, 'Your session has expired.')
  })

  test('is not kept for a visitor who was never signed in', async ({ assert }) => {
    await lesson()
    const visitor = new Visitor()
    const login = await visitor.follow(await visitor.send(`${page}/comments`, { body: 'Hello' }))
    assert.notInclude(login.html, kept)
    assert.notInclude(login.html, 'expired')
  })

  test('is removed if another user signs in', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    await sentTooLate(visitor, page, 'comment-form', { body: 'Private words' })
    const answer = await visitor.follow(await visitor.signIn(await grace(), visitor.path))
    for (const { html } of [answer, await visitor.get(page)]) assert.notInclude(html, 'Private words')
    assert.notInclude(JSON.stringify([await sessionRows(), await keptRows()]), 'Private words')

    await visitor.signOut()
    await visitor.signIn(user)
    assert.notInclude((await visitor.get(page)).html, 'Private words')
  })

  test('is not shown to another user who is remembered in the browser', async ({ assert }) => {
    const [{ visitor }, other] = [await signedIn(), new Visitor()]
    await other.signIn(await grace(), '/login', { remember_me: 'true' })
    await sentTooLate(visitor, page, 'comment-form', { body: 'Private words' })

    visitor.cookies.set('remember', other.cookies.get('remember')!)
    const { html } = await visitor.get(page)
    assert.include(html, 'Grace')
    assert.notInclude(html, 'Private words')
  })

  test('is not shown after an hour', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    await sentTooLate(visitor, page, 'comment-form', { body: 'Late' })
    const { expires_at: until } = await keptRows().firstOrFail()
    assert.closeTo(Number(until), Date.now() + 60 * 60 * 1000, 60_000)

    await keptRows().update({ expires_at: Date.now() - 1 })
    assert.notInclude((await visitor.get(visitor.path)).html, kept)
    const answer = await visitor.signIn(user, visitor.path)
    assert.notInclude((await visitor.follow(answer)).html, back)
    assert.equal((await visitor.get(page)).field('body'), '')
  })

  test('is deleted from the database after an hour, even if nobody comes back', async ({ assert }) => {
    const { visitor } = await signedIn()
    const forms = [await visitor.open(page, 'comment-form'), await visitor.open('/account', 'account-form')]
    await expireSessions()
    await forms[0].send({ body: 'The first' })
    await forms[1].send({ bio: 'The second' })
    const [first, second] = await keptRows().orderBy('expires_at')
    assert.equal(JSON.parse(first.input).body, 'The first')

    await keptRows()
      .where('id', first.id)
      .update({ expires_at: Date.now() - 1 })
    await sweep()
    assert.deepEqual(await keptRows(), [second])
  })

  test('is kept without passwords', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const secrets = {
      current_password: password,
      password: 'a new secret',
      password_confirmation: 'a new secret',
    }
    const login = await sentTooLate(visitor, '/account', 'password-form', secrets)
    assert.notInclude(login.html, kept)
    assert.include(login.html, undone)
    const stored = JSON.stringify([await sessionRows(), await keptRows()])
    for (const secret of Object.values(secrets)) assert.notInclude(stored, secret)

    const filled = await visitor.follow(await visitor.signIn(user, visitor.path))
    assert.equal(visitor.path, '/account')
    assert.deepEqual(fieldsOf(filled, ...Object.keys(secrets)), ['', '', ''])
    assert.isTrue(await (await user.refresh()).hasPassword(password))
  })

  test('is kept with another one, and each is on its own page', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const comment = await visitor.open(page, 'comment-form')
    const account = await visitor.open('/account', 'account-form')
    await expireSessions()
    const [first, second] = [
      (await comment.send({ body: 'Late' })).location!,
      (await account.send({ name: 'Countess', bio: 'Words' })).location!,
    ]

    assert.equal((await visitor.follow(await visitor.signIn(user, first))).field('body'), 'Late')
    const filled = await visitor.follow(await visitor.get(second))
    assert.deepEqual(fieldsOf(filled, 'name', 'bio'), ['Countess', 'Words'])
  })

  test('is kept until it is sent, even if responses are lost or pages are opened before', async ({
    assert,
  }) => {
    const { user, visitor } = await signedIn()
    await sentTooLate(visitor, page, 'comment-form', { body: 'Late' })
    await visitor.follow(await visitor.signIn(user, visitor.path))
    await visitor.get('/')
    assert.equal((await visitor.get(page)).field('body'), 'Late')

    await visitor.submit(page, 'comment-form', { body: 'Late' })
    const after = await visitor.get(page)
    assert.equal(after.field('body'), '')
    assert.notInclude(after.html, back)
    assert.notProperty(JSON.parse((await sessionRows()).at(-1)!.data), 'kept_forms')
  })

  test('is kept for each of many lost responses, and so is the reason', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    await expireSessions()
    const cookies = new Map(visitor.cookies)
    for (const lost of [() => visitor.get('/'), () => form.send({ body: 'Late' })]) {
      await lost()
      visitor.cookies = new Map(cookies)
    }

    const login = await visitor.follow(await form.send({ body: 'Late' }))
    assert.include(login.html, kept)
    assert.include(login.html, 'Your session has expired.')
    assert.equal((await visitor.follow(await visitor.signIn(user, visitor.path))).field('body'), 'Late')
  })

  test('does not hide a message of the site, and does not fill another form of the page', async ({
    assert,
  }) => {
    const { user, visitor } = await signedIn()
    await sentTooLate(visitor, '/account', 'account-form', { name: 'Countess', bio: 'Words' })
    await visitor.follow(await visitor.signIn(user, visitor.path))

    const [wrong, right] = ['not the right one', password].map((current) => ({
      ...{ current_password: current, password: 'a new secret', password_confirmation: 'a new secret' },
    }))
    const refused = await visitor.follow(await visitor.submit('/account', 'password-form', wrong))
    assert.include(refused.html, 'Wrong current password.')
    assert.deepEqual(fieldsOf(refused, 'name', 'bio'), ['Countess', 'Words'])

    const changed = await visitor.follow(await visitor.submit('/account', 'password-form', right))
    assert.include(changed.html, 'Your password is changed.')
    assert.deepEqual(fieldsOf(changed, 'name', 'bio'), ['Countess', 'Words'])
  })

  test('is filled in on any page of its discussion', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    await sentTooLate(visitor, `${page}?page=2`, 'comment-form', { body: 'Late' })
    await visitor.signIn(user, '/login')
    assert.equal((await visitor.get(page)).field('body'), 'Late')
  })

  test('is kept for an hour, even if a session lasts less', async ({ assert }) => {
    Config.set('session.age', '1m')
    const { user, visitor } = await signedIn()
    await sentTooLate(visitor, page, 'comment-form', { body: 'Late' })
    const filled = await visitor.follow(await visitor.signIn(user, visitor.path))
    assert.equal(filled.field('body'), 'Late')
    assert.closeTo(Number((await sessionRows()).at(-1)!.expires_at), Date.now() + 60_000, 30_000)
  })

  for (const referer of ['', `${origin}/`, `${origin}/account`]) {
    test(`is filled in on the page that it names, with the Referer "${referer}"`, async ({ assert }) => {
      const { visitor } = await signedIn()
      const form = await visitor.open(`${page}?page=1`, 'comment-form')
      await expireSessions()
      const answer = await form.send({ body: 'Late' }, { referer })
      assert.equal(answer.location, `/login?return=${encodeURIComponent(`${page}?page=1`)}`)
    })
  }

  test('is filled in on its page if no page of its browser says where it is', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const hidden = { origin: 'null', referer: '' }
    const form = await visitor.open(`${page}?page=1`, 'comment-form')
    await expireSessions()
    const login = await visitor.follow(await form.send({ body: 'Late' }, hidden))
    assert.include(login.html, kept)

    const fields = { email: user.email, password }
    const filled = await visitor.follow(await visitor.submit(visitor.path, 'login-form', fields, hidden))
    assert.equal(visitor.path, `${page}?page=1`)
    assert.equal(filled.field('body'), 'Late')
  })

  test('is shown as text on a page that does not have it any more, until its writer goes on', async ({
    assert,
  }) => {
    const { user, visitor } = await signedIn()
    const [, account] = (await visitor.get('/account')).form('account-form')
    const form = await visitor.open(page, 'comment-form')
    await expireSessions()
    const answer = await form.send({ body: 'A <thought>', _page: account._page }, { referer: '' })
    await visitor.follow(await visitor.signIn(user, answer.location!))
    for (let time = 0; time < 2; time++) {
      const { html } = await visitor.get('/account')
      assert.match(html, /<textarea[^>]* readonly[^>]*>\s*A &lt;thought&gt;<\/textarea>/)
      assert.include(html, 'this page has no form for it any more')
    }
    const [, on] = (await visitor.get('/account')).html.match(/href="([^"]*_leave[^"]*)"/)!
    assert.include((await visitor.get(on)).html, 'id="account-form"')
    assert.include((await visitor.get('/account')).html, 'id="account-form"')
    assert.lengthOf(await keptRows(), 0)
  })

  test('is shown as text if its page is gone', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    await visitor.submit(page, 'comment-form', { body: 'Frist' })
    const path = `/comments/${(await commentRows())[0].id}/edit`
    await sentTooLate(visitor, path, 'edit-form', { body: 'First' })
    await Database.from('comments').delete()
    await visitor.follow(await visitor.signIn(user, visitor.path))
    const answer = await visitor.get(path)
    assert.equal(answer.status, 404)
    assert.match(answer.html, /<textarea[^>]* readonly[^>]*>\s*First<\/textarea>/)
  })

  test('is kept with lists and nested fields, and the page says what is not kept', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const fields = { bio: 'Words', 'tags[]': ['a', 'b'], 'post[body]': 'Deep', password: 'secret' }
    const login = await sentTooLate(visitor, '/account', 'account-form', fields as any)
    assert.include(login.html, 'Passwords and files are not kept.')
    const [{ input }] = await keptRows()
    assert.containsSubset(JSON.parse(input), { bio: 'Words', tags: ['a', 'b'], post: { body: 'Deep' } })
    assert.notInclude(input, 'secret')
    assert.equal((await visitor.follow(await visitor.signIn(user, visitor.path))).field('bio'), 'Words')
  })

  test('is not led to a page that another site or another viewer names', async ({ assert }) => {
    const { visitor } = await signedIn()
    const other = await signedInAs(await grace())
    const [, mine] = (await visitor.get('/account')).form('account-form')
    const [, theirs] = (await other.get('/account')).form('account-form')
    const form = await visitor.open(page, 'comment-form')
    await expireSessions()
    for (const _page of [theirs._page, `${mine._page}/x`, '/account', `${'x'.repeat(43)}/account`, ''])
      assert.equal(
        (await form.send({ body: 'Late', _page }, { referer: '' })).location,
        `/login?return=${encodeURIComponent(page)}`,
      )
    assert.match(
      (await form.send({ body: 'Late', _page: mine._page }, { referer: '' })).location!,
      /account$/,
    )
  })

  test('replaces an earlier one of the same form', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const account = await visitor.open('/account', 'account-form')
    await expireSessions()
    await account.send({ bio: 'First words' })
    const login = (await account.send({ bio: 'Better words' })).location!

    assert.equal((await visitor.follow(await visitor.signIn(user, login))).field('bio'), 'Better words')
    assert.notInclude(JSON.stringify([await sessionRows(), await keptRows()]), 'First words')
  })

  test('is one of at most five', async ({ assert }) => {
    const { visitor } = await signedIn()
    const forms = await Promise.all([1, 2, 3, 4, 5, 6].map(() => visitor.open(page, 'comment-form')))
    await expireSessions()
    for (const [index, form] of forms.entries()) await form.send({ body: `Number ${index}` })

    const stored = JSON.stringify(await keptRows())
    for (const [index] of forms.entries()) assert.equal(stored.includes(`Number ${index}`), index > 0)
  })

  test('is one of at most 25 from one network, and of 1,000 in all; a new one replaces the oldest', async ({
    assert,
  }) => {
    const send = (address: string, body: string) =>
      new Visitor().send(`${page}/comments`, { _viewer: 'x', body }, { 'x-forwarded-for': address })
    const bodies = async () =>
      (await keptRows().orderBy('expires_at')).map(({ input }) => JSON.parse(input).body)
    await lesson()
    for (let count = 0; count < 30; count++) await send(`2001:db8::${count}`, `${count}`)
    assert.deepEqual(
      await bodies(),
      Array.from({ length: 25 }, (_, index) => `${index + 5}`),
    )

    await send('198.51.100.1', 'elsewhere')
    assert.lengthOf(await keptRows(), 26)

    const until = Date.now() + 59 * 60 * 1000
    const rows = Array.from({ length: 990 }, (_, index) => ({
      ...{ id: String(index), network: String(index), input: '{"body":"many"}', expires_at: until },
    }))
    for (let at = 0; at < rows.length; at += 90)
      await Database.table('kept_forms').multiInsert(rows.slice(at, at + 90))
    await send('198.51.100.2', 'the newest')
    assert.lengthOf(await keptRows(), 1000)
    assert.equal((await bodies()).at(-1), 'the newest')
    assert.lengthOf(await sessionRows(), 0)
  })

  const foreign: Record<string, Record<string, string>> = {
    'another site': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    'another site, sent by an older browser': { origin: 'https://evil.example' },
    'a page without an origin': { origin: 'null' },
    'another site that hides its origin': { origin: '', 'sec-fetch-site': 'cross-site' },
    'a subdomain': { origin: 'https://other.example', 'sec-fetch-site': 'same-site' },
  }
  for (const [name, headers] of Object.entries(foreign)) {
    test(`is not kept and displaces no other if it is from ${name}`, async ({ assert }) => {
      const { user, visitor } = await signedIn()
      await sentTooLate(visitor, page, 'comment-form', { body: 'Mine' })
      for (let count = 0; count < 26; count++)
        await new Visitor().send(`${page}/comments`, { _viewer: 'x', body: 'Foreign' }, headers)
      assert.deepEqual(
        (await keptRows()).map(({ input }) => JSON.parse(input).body),
        ['Mine'],
      )

      const filled = await visitor.follow(await visitor.signIn(user, visitor.path))
      const answer = await visitor.send(`${page}/comments`, { body: 'Foreign' }, headers)
      const shown = await visitor.follow(answer)
      assert.equal(filled.field('body'), 'Mine')
      assert.notInclude(shown.html, 'Foreign')
      assert.include(shown.html, 'A page of another site sent this form')
    })
  }

  test('is kept if the browser says that it is from this site, but not from where', async ({ assert }) => {
    const { visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    await expireSessions()
    await form.send({ body: 'Late' }, { origin: 'null', 'sec-fetch-site': 'same-origin' })
    assert.lengthOf(await keptRows(), 1)
  })

  test('shows why the session ended', async ({ assert }) => {
    const { visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    await Database.from('sessions').update({ end_reason: 'password-changed', data: '{}' })
    const login = await visitor.follow(await form.send({ body: 'Late' }))

    assert.include(login.html, 'Your password was changed, so you were signed out here.')
    assert.include(login.html, kept)
  })

  test('is kept after a sign-out in another tab of the browser', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    await visitor.signOut()
    const login = await visitor.follow(await form.send({ body: 'Late' }))
    assert.include(login.html, kept)

    const filled = await visitor.follow(await visitor.signIn(user, visitor.path))
    assert.equal(filled.field('body'), 'Late')
  })
})

test.group('A form with the token of an older session', (group) => {
  group.each.setup(emptyDatabase)

  async function grownOld() {
    const { user, visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    const account = await visitor.open('/account', 'account-form')
    await expireSessions()
    return { user, visitor, form, account }
  }

  test('is shown filled in, with one message, and can be sent', async ({ assert }) => {
    const { user, visitor, form } = await grownOld()
    await visitor.signIn(user)
    const answer = await form.send({ body: long })
    assert.equal(answer.location, page)

    const filled = await visitor.follow(answer)
    assert.equal(lines(filled.field('body')), long)
    assert.lengthOf(filled.html.match(/class="flash (warning|notice)/g)!, 1)
    assert.include(filled.html, 'please send it again')

    await visitor.submit(page, 'comment-form', { body: filled.field('body')! })
    assert.lengthOf(await commentRows(), 1)
  })

  test('is shown filled in on the account too', async ({ assert }) => {
    const { user, visitor, account } = await grownOld()
    await visitor.signIn(user)
    const filled = await visitor.follow(await account.send({ name: 'Countess', bio: 'Words' }))
    assert.deepEqual(fieldsOf(filled, 'name', 'bio'), ['Countess', 'Words'])
    assert.equal((await user.refresh()).name, 'Ada')
  })

  test('is neither sent nor shown to another viewer', async ({ assert }) => {
    const { visitor, form } = await grownOld()
    await visitor.signIn(await grace())
    const answer = await visitor.follow(await form.send({ body: 'Private words' }))

    assert.include(answer.html, 'Another account filled in this form, so it was not sent.')
    assert.notInclude(answer.html, 'Private words')
    assert.equal(answer.field('body'), '')
    assert.notInclude(JSON.stringify([await sessionRows(), await keptRows()]), 'Private words')
    assert.lengthOf(await commentRows(), 0)
  })
})
