import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import KnownBrowser from 'App/Models/KnownBrowser'
import User from 'App/Models/User'
import { password } from 'Database/factories'
import { logOf } from '../support/auditLog'
import { ada, emptyDatabase, grace } from '../support/database'
import { linkTo, mailsTo } from '../support/mails'
import { meanwhile } from '../support/meanwhile'
import { signedIn } from '../support/signedIn'
import { Fields, origin, Visitor } from '../support/visitor'

const email = 'ada@example.com'
const firefox = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' }
const year = 365 * 24 * 60 * 60 * 1000

const subjects = async () => (await mailsTo(email)).map(({ subject }) => subject).reverse()

async function signInAgain(visitor: Visitor, user: User, fields: Fields = {}) {
  await visitor.follow(await visitor.signOut())
  await visitor.follow(await visitor.signIn(user, '/login', fields))
}

test.group('A mail about a sign-in', (group) => {
  let user: User
  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
  })

  test('is sent for a browser that the user has not used before, with its name and the time', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const form = await visitor.open('/login', 'login-form')
    await form.send({ email, password }, firefox)
    const [mail, ...more] = await mailsTo(email)
    assert.equal(mail.subject, 'A new sign-in to your account')
    assert.include(mail.text, 'On: Firefox on Windows')
    assert.match(mail.text, /^When: \d+ \w+ \d{4}, \d\d:\d\d UTC$/m)
    assert.include(mail.text, `${origin}/account/sessions`)
    assert.lengthOf(more, 0)

    await Database.from('known_browsers').update({ seen_at: 1 })
    const lines = await logOf(() => signInAgain(visitor, user))
    assert.deepEqual(
      lines.map(({ msg }) => msg),
      ['sign-out', 'sign-in'],
    )
    assert.isAbove(Number((await Database.from('known_browsers'))[0].seen_at), 1)
    assert.lengthOf(await mailsTo(email), 1)
    await signedIn(user)
    assert.lengthOf(await mailsTo(email), 2)
  })

  test('is sent to each user of a browser, and again after a year', async ({ assert }) => {
    const visitor = await signedIn(user)
    await signInAgain(visitor, await grace())
    assert.lengthOf(await mailsTo('grace@example.com'), 1)

    await Database.from('known_browsers').decrement('seen_at', year - 60_000)
    await KnownBrowser.removeOld()
    await signInAgain(visitor, user)
    assert.lengthOf(await mailsTo(email), 1)
    await Database.from('known_browsers').decrement('seen_at', year)
    await KnownBrowser.removeOld()
    await signInAgain(visitor, user)
    assert.lengthOf(await mailsTo(email), 2)
  })

  test('is not sent after a registration or a new password by a link, which are told already', async ({
    assert,
  }) => {
    const fields = { name: 'Lin', email: 'lin@example.com', password, password_confirmation: password }
    const lin = new Visitor()
    await lin.submit('/register', 'registration-form', fields)
    await signInAgain(lin, await User.findByOrFail('email', 'lin@example.com'))
    assert.lengthOf(await mailsTo('lin@example.com'), 0)

    await new Visitor().submit('/forgot-password', 'forgotten-password-form', { email })
    const visitor = new Visitor()
    await visitor.submit(await linkTo(email), 'new-password-form', {
      password,
      password_confirmation: password,
    })
    await signInAgain(visitor, user)
    assert.deepEqual(await subjects(), ['Choose a new password', 'Your password was changed'])
  })

  test('is sent after a sign-in on the page of registration', async ({ assert }) => {
    const fields = { name: 'Ada', email, password, password_confirmation: password }
    await new Visitor().submit('/register', 'registration-form', fields)
    assert.deepEqual(await subjects(), ['A new sign-in to your account'])
  })

  test('is not sent after a wrong password, or if the session is not stored', async ({ assert }) => {
    await new Visitor().signIn(user, '/login', { password: 'not this one' })
    const form = await new Visitor().open('/login', 'login-form')
    meanwhile(User, 'withCredentials', () => Database.from('users').update({ password: 'another' }))
    await form.send({ email, password })
    assert.lengthOf(await mailsTo(email), 0)
    assert.lengthOf(await Database.from('known_browsers'), 0)
  })

  test('can be turned off and on in the account', async ({ assert }) => {
    const visitor = await signedIn(user)
    assert.match((await visitor.get('/account')).html, /name="sign_in_mails" value="true" checked/)
    const off = await visitor.follow(await visitor.submit('/account', 'mails-form', {}))
    assert.notMatch(off.html, /name="sign_in_mails" value="true" checked/)
    await signedIn(user)
    assert.lengthOf(await mailsTo(email), 1)

    await visitor.submit('/account', 'mails-form', { sign_in_mails: 'true' })
    await signedIn(user)
    assert.lengthOf(await mailsTo(email), 2)
  })

  test('does not prevent the sign-in if it cannot be stored', async ({ assert }) => {
    const { isNew } = KnownBrowser
    KnownBrowser.isNew = () =>
      Promise.reject(Object.assign(new Error(`${email} is away`), { code: 'E_AWAY' }))
    const visitor = new Visitor()
    const lines = await logOf(() => visitor.signIn(user)).finally(() => (KnownBrowser.isNew = isNew))
    assert.isTrue(await visitor.isSignedIn())
    assert.deepInclude(
      lines.map(({ msg, code }) => [msg, code]),
      ['The browser of a sign-in was not stored', 'E_AWAY'],
    )
    assert.notInclude(JSON.stringify(lines), email)
  })

  test('needs a cookie that only the server reads, and stores only its hash', async ({ assert }) => {
    const answer = await new Visitor().signIn(user)
    const cookie = answer.setsCookies.find((one) => one.startsWith('browser='))!
    assert.match(cookie, /; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax/)
    const [{ hash }] = await Database.from('known_browsers')
    assert.match(hash, /^[\w-]{43}$/)
  })

  test('remembers 50 browsers of a user', async ({ assert }) => {
    for (let index = 0; index < 52; index++) await KnownBrowser.isNew(user, `browser ${index}`)
    assert.lengthOf(await Database.from('known_browsers'), 50)
  })
})
