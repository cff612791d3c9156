import { test } from '@japa/runner'
import MailedLink, { LinkKind } from 'App/Models/MailedLink'
import User from 'App/Models/User'
import { password } from 'Database/factories'
import { ada, emptyDatabase } from '../support/database'
import { adaSignedIn } from '../support/signedIn'
import { Visitor } from '../support/visitor'

const guessable = 'This password is easy to guess'
const common = ['Password123', 'Ada@Example.com', 'welcome back 1']

const both = (text: string) => ({ password: text, password_confirmation: text })

test.group('A password that is easy to guess', (group) => {
  group.each.setup(emptyDatabase)

  test('is refused at the registration, and the other fields stay', async ({ assert }) => {
    for (const text of [...common, 'Ada Ada Ada']) {
      const visitor = new Visitor()
      const fields = { name: 'Ada', email: 'ada@example.com', ...both(text) }
      const page = await visitor.follow(await visitor.submit('/register', 'registration-form', fields))
      assert.include(page.html, guessable, text)
      assert.deepEqual([page.field('name'), page.field('password')], ['Ada', ''])
    }
    assert.lengthOf(await User.all(), 0)
  })

  test('is refused as a new password', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const form = await visitor.open('/account', 'password-form')
    for (const text of common) {
      const page = await visitor.follow(await form.send({ current_password: password, ...both(text) }))
      assert.include(page.html, guessable, text)
    }
    assert.isTrue(await (await user.refresh()).hasPassword(password))
  })

  const links = {
    'password-reset': ['/reset-password', 'new-password-form'],
    'email-undo': ['/restore-email', 'restoration-form'],
  } as const
  for (const [kind, [folder, form]] of Object.entries(links))
    test(`is refused by a mailed link (${kind}), which still works after that`, async ({ assert }) => {
      const [user, visitor] = [await ada(), new Visitor()]
      const token = await MailedLink.issue(kind as LinkKind, user, user.email)
      for (const text of common) {
        const page = await visitor.follow(await visitor.submit(`${folder}/${token}`, form, both(text)))
        assert.include(page.html, guessable, text)
      }
      await visitor.submit(`${folder}/${token}`, form, both('another long password'))
      assert.isTrue(await (await user.refresh()).hasPassword('another long password'))
    })

  test('still signs in its owner, who has it from earlier', async ({ assert }) => {
    const { user } = await adaSignedIn()
    await user.merge({ password: 'password123' }).save()
    const visitor = new Visitor()
    await visitor.signIn(user, '/login', { password: 'password123' })
    assert.isTrue(await visitor.isSignedIn())
  })
})

test.group('A password with unusual characters', (group) => {
  group.each.setup(emptyDatabase)

  const unusual = [
    'one\0two\0three',
    'one\r\ntwo\r\nthree',
    ' spaces around it ',
    'tab\tand bell\u0007',
    'e\u0301t\u00e9 \u200B🙂 \uFEFF',
  ]

  for (const text of unusual)
    test(`is not changed in silence: ${JSON.stringify(text)}`, async ({ assert }) => {
      const visitor = new Visitor()
      const fields = { name: 'Ada', email: 'ada@example.com', ...both(text) }
      await visitor.submit('/register', 'registration-form', fields)
      assert.isTrue(await visitor.isSignedIn())
      const user = await User.firstOrFail()
      assert.isTrue(await user.hasPassword(text))

      const simpler = text
        .replace(/[^\p{L}\p{N} ]/gu, '')
        .trim()
        .normalize('NFC')
      assert.isFalse(await user.hasPassword(simpler))
      const deletion = { account_password: text }
      assert.equal((await visitor.submit('/account', 'deletion-form', deletion)).location, '/')
    })

  test('is refused if it is blank', async ({ assert }) => {
    const visitor = new Visitor()
    const fields = { name: 'Ada', email: 'ada@example.com', ...both(' '.repeat(12)) }
    const page = await visitor.follow(await visitor.submit('/register', 'registration-form', fields))
    assert.include(page.html, 'Enter a password.')
  })
})
