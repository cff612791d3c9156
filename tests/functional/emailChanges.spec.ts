import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { compose } from 'App/Mail/messages'
import { deliver } from 'App/Mail/outbox'
import Mail from 'App/Models/Mail'
import MailedLink from 'App/Models/MailedLink'
import User from 'App/Models/User'
import { password } from 'Database/factories'
import { logOf } from '../support/auditLog'
import { ada, emptyDatabase, grace } from '../support/database'
import { linkTo, mailsTo, useSmtp } from '../support/mails'
import { signedIn } from '../support/signedIn'
import { Fields, origin, Visitor } from '../support/visitor'

const [former, next] = ['ada@example.com', 'countess@example.com']
const fresh = 'another good password'
const choice = { password: fresh, password_confirmation: fresh }
const dead = 'This link does not work anymore'
const day = 24 * 60 * 60 * 1000

const ask = (visitor: Visitor, fields: Fields = {}) =>
  visitor.submit('/account', 'email-form', { new_email: next, email_password: password, ...fields })

const confirm = async (visitor: Visitor, email = next) =>
  visitor.submit(await linkTo(email), 'email-confirmation-form', {})

/** Changes the e-mail, and returns the path of the link that undoes it. */
async function change(visitor: Visitor, email = next) {
  const { email: old } = await User.firstOrFail()
  await ask(visitor, { new_email: email })
  await confirm(visitor, email)
  return linkTo(old)
}

const restore = (path: string, visitor = new Visitor()) => visitor.submit(path, 'restoration-form', choice)

test.group('A new e-mail', (group) => {
  let user: User
  let visitor: Visitor
  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
    visitor = await signedIn(user)
  })

  const emailOf = async () => (await user.refresh()).email

  test('is confirmed by a link in a mail to it, and the former address is told', async ({ assert }) => {
    const asked = await visitor.follow(await ask(visitor, { new_email: ' Countess@Example.com' }))
    assert.include(asked.html, 'A mail with a link is on its way to the new address.')
    assert.equal(await emailOf(), former)

    const link = await linkTo(next)
    const page = await visitor.get(link)
    assert.include(page.html, next)
    assert.equal(page.header('referrer-policy'), 'no-referrer')
    assert.equal(await emailOf(), former)
    const done = await visitor.follow(await confirm(visitor))
    assert.include(done.html, 'Your e-mail is changed.')
    assert.include(done.html, `You sign in with <strong>${next}</strong>`)

    const [told] = await mailsTo(former)
    assert.equal(told.subject, 'Your e-mail was changed')
    assert.include(told.text, next)
    assert.include(told.text, `${origin}/restore-email/`)
    assert.isTrue(await (await signedIn(await user.refresh())).isSignedIn())
    assert.isTrue(await visitor.isSignedIn())
  })

  const mistakes: Record<string, [Fields, string]> = {
    'a wrong password': [{ email_password: 'not this one' }, 'That is not your password.'],
    'no password': [{ email_password: '' }, 'That is not your password.'],
    'no e-mail': [{ new_email: '' }, 'Enter an e-mail address'],
    'two addresses': [{ new_email: 'a@example.com, b@example.com' }, 'Enter an e-mail address'],
    'the present one': [{ new_email: 'ADA@example.com' }, 'This is your e-mail already.'],
  }
  for (const [mistake, [fields, message]] of Object.entries(mistakes)) {
    test(`is not sent a link with ${mistake}`, async ({ assert }) => {
      const page = await visitor.follow(await ask(visitor, fields))
      assert.include(page.html, message)
      assert.notInclude(page.html, password)
      await deliver()
      assert.lengthOf(await Database.from('mailed_links'), 0)
    })
  }

  test('accepts ten guesses of the password', async ({ assert }) => {
    const statuses = []
    for (let index = 0; index < 11; index++)
      statuses.push((await ask(visitor, { email_password: 'not this one' })).status)
    assert.deepEqual(statuses, [...Array(10).fill(303), 429])
  })

  test('gets at most five links in 15 minutes', async ({ assert }) => {
    const statuses = []
    for (let index = 0; index < 6; index++) statuses.push((await ask(visitor)).status)
    assert.deepEqual(statuses, [303, 303, 303, 303, 303, 429])
  })

  test('that has an account is told so by mail only', async ({ assert }) => {
    const { email } = await grace()
    const [free, taken] = [await ask(visitor), await ask(visitor, { new_email: email })]
    assert.equal(taken.location, free.location)
    const [mail] = await mailsTo(email)
    assert.equal(mail.subject, 'This address has an account')
    assert.notInclude(mail.text, origin)
  })

  test('that somebody else takes meanwhile is refused', async ({ assert }) => {
    await ask(visitor)
    const path = await linkTo(next)
    const form = await visitor.open(path, 'email-confirmation-form')
    await (await grace()).merge({ email: next }).save()
    const page = await visitor.follow(await form.send())
    assert.include(page.html, 'This e-mail has an account already.')
    assert.equal(await emailOf(), former)
  })

  test('asks for a sign-in where its user is signed out, and shows another user nothing', async ({
    assert,
  }) => {
    await ask(visitor)
    const path = await linkTo(next)
    const guest = new Visitor()
    assert.equal((await guest.get(path)).location, `/login?return=${encodeURIComponent(path)}`)
    const stranger = await signedIn(await grace())
    const page = await stranger.get(path)
    assert.equal(page.status, 410)
    assert.notInclude(page.html, next)
    await stranger.act(`${path}?_method=PUT`)
    assert.equal(await emailOf(), former)
  })

  const endings: Record<string, (visitor: Visitor) => Promise<unknown>> = {
    'was used': (visitor) => confirm(visitor),
    'is replaced by a newer one': async (visitor) => {
      await ask(visitor, { new_email: 'third@example.com' })
      await deliver()
    },
    'is an hour old': () => Database.from('mailed_links').decrement('expires_at', 60 * 60 * 1000),
    'is older than a new password': (visitor) =>
      visitor.submit('/account', 'password-form', { current_password: password, ...choice }),
  }
  for (const [name, end] of Object.entries(endings)) {
    test(`is not confirmed by a link that ${name}`, async ({ assert }) => {
      await ask(visitor)
      const path = await linkTo(next)
      await end(visitor)
      const before = await emailOf()
      assert.include((await visitor.get(path)).html, dead)
      await visitor.act(`${path}?_method=PUT`)
      assert.equal(await emailOf(), before)
    })
  }

  test('makes the links to the former address worthless', async ({ assert }) => {
    await new Visitor().submit('/forgot-password', 'forgotten-password-form', { email: former })
    const path = await linkTo(former)
    await change(visitor)
    assert.include((await new Visitor().get(path)).html, dead)
  })

  test('is logged without addresses', async ({ assert }) => {
    await ask(visitor)
    const path = await linkTo(next)
    const lines = await logOf(() => visitor.submit(path, 'email-confirmation-form', {}))
    assert.deepEqual(
      lines.map(({ event }) => event),
      ['email-change'],
    )
    assert.notMatch(JSON.stringify(lines), /@example/)
  })
})

test.group('The link that undoes a change of the e-mail', (group) => {
  let user: User
  let visitor: Visitor
  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
    visitor = await signedIn(user)
  })

  const emailOf = async () => (await user.refresh()).email

  test('restores it with a new password, ends every session, and signs in', async ({ assert }) => {
    const path = await change(visitor)
    const owner = new Visitor()
    const page = await owner.get(path)
    assert.equal(page.header('referrer-policy'), 'no-referrer')
    assert.include(page.html, former)
    assert.equal(await emailOf(), next)

    const done = await owner.follow(await restore(path, owner))
    assert.include(done.html, 'Your former e-mail is back')
    assert.equal(await emailOf(), former)
    assert.isTrue(await user.hasPassword(fresh))
    assert.isTrue(await owner.isSignedIn())
    assert.isFalse(await visitor.isSignedIn())
  })

  test('asks for a password that is not easy to guess', async ({ assert }) => {
    const [path, owner] = [await change(visitor), new Visitor()]
    const form = await owner.open(path, 'restoration-form')
    const page = await owner.follow(await form.send({ password: former, password_confirmation: former }))
    assert.include(page.html, 'This password is easy to guess')
    assert.equal(await emailOf(), next)
  })

  test('works for a week, once', async ({ assert }) => {
    const path = await change(visitor)
    await Database.from('mailed_links').decrement('expires_at', 7 * day - 60_000)
    assert.equal((await new Visitor().get(path)).status, 200)
    await restore(path)
    assert.include((await new Visitor().get(path)).html, dead)

    const again = await signedIn(await user.refresh(), { password: fresh })
    await ask(again, { email_password: fresh })
    await confirm(again)
    const old = await linkTo(former)
    await Database.from('mailed_links').decrement('expires_at', 7 * day)
    assert.include((await new Visitor().get(old)).html, dead)
  })

  test('undoes all later changes too, and leaves them no way back', async ({ assert }) => {
    const path = await change(visitor)
    const later = await change(visitor, 'third@example.com')
    await ask(visitor, { new_email: 'fourth@example.com' })
    await confirm(visitor, 'fourth@example.com')
    await restore(path)

    assert.equal(await emailOf(), former)
    assert.include((await new Visitor().get(later)).html, dead)
    await deliver()
    assert.lengthOf(await Database.from('mailed_links'), 0)
    assert.lengthOf(await mailsTo('third@example.com'), 1)
  })

  test('works although somebody changed the password since, and asked for links', async ({ assert }) => {
    const path = await change(visitor)
    await visitor.submit('/account', 'password-form', { current_password: password, ...choice })
    await new Visitor().submit('/forgot-password', 'forgotten-password-form', { email: next })
    const reset = await linkTo(next)
    await restore(path)
    assert.equal(await emailOf(), former)
    assert.include((await new Visitor().get(reset)).html, dead)
  })

  test('is not made anymore if its mail was removed while it was written', async ({ assert }) => {
    await ask(visitor)
    await confirm(visitor)
    const [mail] = await Mail.due(1)
    await Database.from('mails').delete()
    assert.isNull(await compose(mail))
    assert.lengthOf(await Database.from('mailed_links'), 0)
  })

  test('says so if another account has the address', async ({ assert }) => {
    const [path, owner] = [await change(visitor), new Visitor()]
    await (await grace()).merge({ email: former }).save()
    assert.include(
      (await owner.follow(await restore(path, owner))).html,
      'Another account has this e-mail now.',
    )
    assert.equal(await emailOf(), next)
  })

  test('keeps the former address from others for that week, even before it is sent', async ({ assert }) => {
    const register = () => {
      const fields = { name: 'Eve', email: former, password: fresh, password_confirmation: fresh }
      return new Visitor().submit('/register', 'registration-form', fields)
    }
    await ask(visitor)
    await confirm(visitor)
    useSmtp('smtp://127.0.0.1:1')
    await register()
    await deliver()
    await register()
    useSmtp(undefined)
    assert.lengthOf(await User.all(), 1)

    const other = await signedIn(await grace())
    await ask(other, { new_email: former })
    assert.equal((await mailsTo(former))[0].subject, 'This address has an account')
    await Database.from('mails').delete()
    await Database.from('mailed_links').decrement('expires_at', 7 * day)
    await register()
    assert.lengthOf(await User.all(), 3)
  })

  test('does not keep it from its own user', async ({ assert }) => {
    await change(visitor)
    await ask(visitor, { new_email: former })
    await confirm(visitor, former)
    assert.equal(await emailOf(), former)
  })

  test('restores it once, even if it is used several times at once', async ({ assert }) => {
    const path = await change(visitor)
    const visitors = [1, 2, 3].map(() => new Visitor())
    const forms = await Promise.all(visitors.map((one) => one.open(path, 'restoration-form')))
    const answers = await Promise.all(forms.map((form) => form.send(choice)))
    assert.lengthOf(
      answers.filter(({ location }) => location === '/'),
      1,
    )
    assert.isNull(await MailedLink.living('email-undo', path.split('/')[2]))
  })
})
