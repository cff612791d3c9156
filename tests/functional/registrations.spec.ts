import { test } from '@japa/runner'
import User from 'App/Models/User'
import { password } from 'Database/factories'
import { ada, emptyDatabase } from '../support/database'
import { Fields, Visitor } from '../support/visitor'

const passwords = (text: string) => ({ password: text, password_confirmation: text })
const right = { name: 'Ada', email: 'ada@example.com', ...passwords(password) }

async function register(fields: Fields = {}, page = '/register') {
  const visitor = new Visitor()
  const answer = await visitor.submit(page, 'registration-form', { ...right, ...fields })
  return { visitor, answer }
}

test.group('Registering', (group) => {
  group.each.setup(emptyDatabase)

  test('a visitor becomes a user and is signed in', async ({ assert }) => {
    const { visitor, answer } = await register()
    const page = await visitor.follow(answer)
    assert.equal(visitor.path, '/')
    assert.include(page.html, 'Your account is ready, and you are signed in.')
    assert.isTrue(await visitor.isSignedIn())

    const user = await User.findByOrFail('email', right.email)
    assert.notInclude(user.password, password)
    assert.isTrue(await user.hasPassword(password))
  })

  test('a user signs in later', async ({ assert }) => {
    await register({ email: 'Ada@Example.com' })
    const visitor = new Visitor()
    await visitor.signIn(await User.firstOrFail())
    assert.isTrue(await visitor.isSignedIn())
  })

  for (const [asked, leadsTo] of [
    ['/account?from=mail', '/account?from=mail'],
    ['//evil.example', '/'],
  ]) {
    test(`a user is redirected to ${leadsTo} if the return path is ${asked}`, async ({ assert }) => {
      const { answer } = await register({}, `/register?return=${encodeURIComponent(asked)}`)
      assert.equal(answer.location, leadsTo)
    })
  }

  const mistakes: Record<string, [Fields, string]> = {
    'no name': [{ name: ' ' }, 'Enter your name.'],
    'a long name': [{ name: 'x'.repeat(81) }, 'Use at most 80 characters.'],
    'no e-mail': [{ email: '' }, 'Enter an e-mail address'],
    'no real e-mail': [{ email: 'ada' }, 'Enter an e-mail address'],
    'a long e-mail': [{ email: `${'a'.repeat(250)}@example.com` }, 'Enter an e-mail address'],
    'a short password': [passwords('short'), 'Use at least 10 characters.'],
    'a long password': [passwords('x'.repeat(201)), 'Use at most 200 characters.'],
    'two passwords': [{ password_confirmation: 'another one' }, 'The passwords do not match.'],
  }
  for (const [mistake, [fields, message]] of Object.entries(mistakes)) {
    test(`a visitor sees what is wrong with ${mistake}, and the other fields are kept`, async ({
      assert,
    }) => {
      const { visitor, answer } = await register(fields)
      const page = await visitor.follow(answer)

      assert.include(page.html, message)
      assert.match(page.html, /<title>Error: Register/)
      const [, name, described] = page.html.match(
        /<p class="error" id="(\w+)-error">[^]*?aria-invalid="true" aria-describedby="([^"]+)"[^>]*autofocus/,
      )!
      assert.include(described.split(' '), `${name}-error`)
      assert.equal(page.field('name'), fields.name?.toString().trim() ?? right.name)
      assert.equal(page.field('email'), fields.email ?? right.email)
      assert.equal(page.field('password'), '')
      assert.notInclude(page.html, password)
      assert.isNull(await User.first())
    })
  }

  test('a user whose e-mail and password are those of an account is signed in to it', async ({ assert }) => {
    const user = await ada()
    const before = (await user.refresh()).serialize()
    const { visitor, answer } = await register(
      { email: 'ADA@example.com', name: 'Other' },
      '/register?return=/account',
    )
    const page = await visitor.follow(answer)

    assert.equal(visitor.path, '/account')
    assert.include(page.html, 'You had an account already, and you are signed in to it.')
    assert.match(page.html, /data-viewer>Ada</)
    assert.deepEqual((await user.refresh()).serialize(), before)
  })

  test('a visitor cannot use a taken e-mail, not even in capital letters', async ({ assert }) => {
    const user = await ada()
    const before = (await user.refresh()).serialize()
    const fields = { email: 'ADA@example.com', name: 'Eve', ...passwords('another password') }
    const { visitor, answer } = await register(fields)
    const page = await visitor.follow(answer)

    assert.match(page.html, /id="email-error">This e-mail has an account with another password\./)
    assert.equal(page.field('name'), 'Eve')
    assert.equal(page.field('email'), 'ADA@example.com')
    assert.notInclude(page.html, 'another password"')
    assert.isFalse(await visitor.isSignedIn())
    assert.lengthOf(await User.all(), 1)
    assert.deepEqual((await user.refresh()).serialize(), before)
    assert.isTrue(await user.hasPassword(password))
  })

  test('a visitor presses the button twice, and is registered once', async ({ assert }) => {
    const visitor = new Visitor()
    const form = await visitor.open('/register', 'registration-form')
    const answers = await Promise.all([form.send(right), form.send(right), form.send(right)])

    for (const { status } of answers) assert.equal(status, 303)
    assert.lengthOf(await User.all(), 1)
  })

  test('a visitor cannot set other columns', async ({ assert }) => {
    await register({ id: '77', bio: 'x' })
    const user = await User.firstOrFail()
    assert.notEqual(user.id, 77)
    assert.isNull(user.bio)
  })
})
