import { test } from '@japa/runner'
import User from 'App/Models/User'
import { CommentFactory, password } from 'Database/factories'
import { ada, commentRows, emptyDatabase, grace, lesson, sessionOf, sessionRows } from '../support/database'
import { Fields, Visitor } from '../support/visitor'
import { signedIn } from '../support/signedIn'

const fresh = 'another good password'
const change: Fields = { current_password: password, password: fresh, password_confirmation: fresh }

async function signedInAgain(fields: Fields = {}) {
  const user = (await User.first()) ?? (await ada())
  return { user, visitor: await signedIn(user, fields) }
}

test.group('The account', (group) => {
  group.each.setup(emptyDatabase)

  test('shows its name, e-mail and text', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    await user.merge({ bio: 'First line\nSecond <line> "🙂"' }).save()
    const page = await visitor.get('/account')

    assert.include(page.html, 'You sign in with <strong>ada@example.com</strong>.')
    assert.equal(page.field('name'), 'Ada')
    assert.equal(page.field('bio'), 'First line\nSecond <line> "🙂"')
  })

  test('can be changed', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    const answer = await visitor.submit('/account', 'account-form', {
      name: ' Countess ',
      bio: 'One\r\nTwo 🙂',
    })

    assert.equal(answer.location, '/account')
    const page = await visitor.follow(answer)
    assert.include(page.html, 'Your account is saved.')
    assert.match(page.html, /data-viewer>Countess</)
    assert.containsSubset((await user.refresh()).serialize(), { name: 'Countess', bio: 'One\nTwo 🙂' })
  })

  test('accepts 5,000 characters about the user, or none', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    const bio = 'line\n'.repeat(999).padEnd(5000, 'x')
    await visitor.submit('/account', 'account-form', { bio: bio.replaceAll('\n', '\r\n') })
    assert.equal((await user.refresh()).bio, bio)

    await visitor.submit('/account', 'account-form', { bio: '' })
    assert.isNull((await user.refresh()).bio)
  })

  test('is shown again with the typed text if that is too long', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    const bio = 'long 🙂\n'.repeat(1000)
    const answer = await visitor.submit('/account', 'account-form', { name: 'Countess', bio })
    const page = await visitor.follow(answer)

    assert.include(page.html, 'Use at most 5,000 characters.')
    assert.equal(page.field('name'), 'Countess')
    assert.equal(page.field('bio'), bio)
    assert.equal((await user.refresh()).name, 'Ada')
    assert.equal(answer.location, '/account')
  })

  test('keeps its name if the field is empty', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    const page = await visitor.follow(await visitor.submit('/account', 'account-form', { name: '  ' }))
    assert.include(page.html, 'Enter your name.')
    assert.equal((await user.refresh()).name, 'Ada')
  })

  test('keeps its e-mail and password, even if a form has these fields', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    await visitor.submit('/account', 'account-form', { email: 'x@example.com', password: fresh, id: '77' })
    await user.refresh()
    assert.equal(user.email, 'ada@example.com')
    assert.isTrue(await user.hasPassword(password))
  })
})

test.group('The password', (group) => {
  group.each.setup(emptyDatabase)

  test('is changed, and the old one does not work', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    const page = await visitor.follow(await visitor.submit('/account', 'password-form', change))
    assert.include(page.html, 'Your password is changed.')

    await user.refresh()
    assert.isTrue(await user.hasPassword(fresh))
    const other = new Visitor()
    await other.signIn(user)
    assert.isFalse(await other.isSignedIn())
  })

  test('is changed on this device, which stays signed in with a new session', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    const [before, copy] = [await sessionOf(user), visitor.clone()]
    await visitor.submit('/account', 'password-form', change)

    assert.isTrue(await visitor.isSignedIn())
    assert.isFalse(await copy.isSignedIn())
    assert.notEqual((await sessionOf(user)).stamp, before.stamp)
    assert.equal((await visitor.get('/account')).status, 200)
  })

  test('is changed, and every other device is signed out', async ({ assert }) => {
    const { visitor } = await signedInAgain()
    const [{ visitor: other }, { visitor: remembered }] = [
      await signedInAgain(),
      await signedInAgain({ remember_me: 'true' }),
    ]
    await visitor.submit('/account', 'password-form', change)

    assert.isFalse(await other.isSignedIn())
    assert.isFalse(await remembered.isSignedIn())
    remembered.cookies.delete('session')
    assert.isFalse(await remembered.isSignedIn())
  })

  test('is changed, and this device stays remembered', async ({ assert }) => {
    const { visitor } = await signedInAgain({ remember_me: 'true' })
    await visitor.submit('/account', 'password-form', change)
    visitor.cookies.delete('session')
    assert.isTrue(await visitor.isSignedIn())
  })

  const mistakes: Record<string, [Fields, string]> = {
    'a wrong current one': [{ current_password: 'not this one' }, 'Wrong current password.'],
    'no current one': [{ current_password: '' }, 'Wrong current password.'],
    'a short new one': [{ password: 'short', password_confirmation: 'short' }, 'Use at least 10 characters.'],
    'two new ones': [{ password_confirmation: 'a different one' }, 'The passwords do not match.'],
    'none at all': [{ current_password: '', password: '', password_confirmation: '' }, 'Enter a password.'],
  }
  for (const [mistake, [fields, message]] of Object.entries(mistakes)) {
    test(`is not changed with ${mistake}, and appears in no page, session or log`, async ({ assert }) => {
      const { user, visitor } = await signedInAgain()
      const answer = await visitor.submit('/account', 'password-form', { ...change, ...fields })
      const stored = JSON.stringify(await sessionRows())
      const { html } = await visitor.follow(answer)

      assert.include(html, message)
      for (const secret of [password, fresh, 'not this one', 'a different one']) {
        assert.notInclude(html, secret)
        assert.notInclude(stored, secret)
      }
      assert.isTrue(await (await user.refresh()).hasPassword(password))
    })
  }
})

test.group('Deleting an account', (group) => {
  group.each.setup(emptyDatabase)

  const remove = (visitor: Visitor, text = password) =>
    visitor.submit('/account', 'deletion-form', { account_password: text })

  test('removes it with its comments, signs out every device, and says why', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    const [{ visitor: other }, { visitor: remembered }] = [
      await signedInAgain(),
      await signedInAgain({ remember_me: 'true' }),
    ]
    const { id: lessonId } = await lesson()
    await CommentFactory.merge({ lessonId, userId: user.id }).createMany(2)
    await CommentFactory.merge({ lessonId, userId: (await grace()).id }).create()

    const answer = await remove(visitor)
    assert.equal(answer.location, '/')
    const page = await visitor.follow(answer)
    assert.include(page.html, 'Your account is deleted, with your comments.')
    assert.lengthOf(await commentRows(), 1)
    assert.isNull(await User.find(user.id))

    for (const one of [visitor, other, remembered]) assert.isFalse(await one.isSignedIn())
    const told = await other.follow(await other.get('/go/auth/reset'))
    assert.include(told.html, 'Your account was deleted.')
    assert.include((await remembered.get('/')).html, 'Your account was deleted.')
    remembered.cookies.delete('session')
    assert.isFalse(await remembered.isSignedIn())
  })

  test('needs the password, and accepts ten guesses', async ({ assert }) => {
    const { user, visitor } = await signedInAgain()
    for (const text of ['', 'wrong', 'x'.repeat(201)]) {
      const page = await visitor.follow(await remove(visitor, text))
      assert.match(page.html, /id="account_password-error">That is not your password\./)
      assert.notInclude(page.html, `value="${text || 'wrong'}"`)
    }
    const statuses = []
    for (let index = 0; index < 10; index++) statuses.push((await remove(visitor, 'wrong')).status)
    assert.equal(statuses.at(-1), 429)
    assert.equal((await remove(visitor)).status, 429)
    assert.isNotNull(await User.find(user.id))
  })
})
