import { test } from '@japa/runner'
import User from 'App/Models/User'
import { password } from 'Database/factories'
import { ada, emptyDatabase, sessionRows } from '../support/database'
import { Fields, Visitor } from '../support/visitor'

const right = { name: 'Ada', email: 'ada@example.com', password, password_confirmation: password }

async function register(fields: Fields = {}, page = '/register') {
  const visitor = new Visitor()
  const answer = await visitor.submit(page, 'registration-form', { ...right, ...fields })
  return { visitor, answer }
}

test.group('Register', (group) => {
  group.each.setup(emptyDatabase)

  test('become a user, signed in', async ({ assert }) => {
    const { visitor, answer } = await register()
    assert.equal(answer.location, '/')
    assert.include((await visitor.follow(answer)).html, 'Ada')

    const user = await User.findByOrFail('email', right.email)
    assert.notInclude(user.password, password)
    assert.isTrue(await user.hasPassword(password))
  })

  test('sign in with it later', async ({ assert }) => {
    await register({ email: 'Ada@Example.com' })
    const visitor = new Visitor()
    await visitor.signIn(await User.firstOrFail())
    assert.isTrue(await visitor.isSignedIn())
  })

  test('return to the page asked for, on this site', async ({ assert }) => {
    assert.equal((await register({}, '/register?return=%2Faccount')).answer.location, '/account')
    const away = await register({ email: 'b@example.com' }, '/register?return=%2F%2Fevil.example')
    assert.equal(away.answer.location, '/')
  })

  test('get a new session', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.get('/register')
    const cookie = visitor.cookies.get('session')
    await visitor.submit('/register', 'registration-form', right)

    assert.notEqual(visitor.cookies.get('session'), cookie)
    assert.lengthOf(await sessionRows(), 1)
  })

  const mistakes: Record<string, [Fields, string]> = {
    'no name': [{ name: ' ' }, 'Tell us what to call you.'],
    'a long name': [{ name: 'x'.repeat(81) }, 'A name has 80 characters at most.'],
    'no e-mail': [{ email: '' }, 'Write an e-mail address'],
    'no real e-mail': [{ email: 'ada' }, 'Write an e-mail address'],
    'a long e-mail': [{ email: `${'a'.repeat(250)}@example.com` }, 'Write an e-mail address'],
    'a short password': [
      { password: 'short', password_confirmation: 'short' },
      'A password has 10 characters or more.',
    ],
    'a long password': [
      { password: 'x'.repeat(201), password_confirmation: 'x'.repeat(201) },
      'A password has 200 characters at most.',
    ],
    'two passwords': [{ password_confirmation: 'another one' }, 'The two passwords differ.'],
  }
  for (const [mistake, [fields, message]] of Object.entries(mistakes)) {
    test(`read what is wrong with ${mistake}, and find the rest kept`, async ({ assert }) => {
      const { visitor, answer } = await register(fields)
      const page = await visitor.follow(answer)

      assert.include(page.html, message)
      assert.equal(page.field('name'), fields.name?.toString() ?? right.name)
      assert.equal(page.field('email'), fields.email ?? right.email)
      assert.equal(page.field('password'), '')
      assert.notInclude(page.html, password)
      assert.isNull(await User.first())
    })
  }

  test('cannot take an e-mail that is taken, in whatever letters', async ({ assert }) => {
    await ada()
    const { visitor, answer } = await register({ email: 'ADA@example.com' })

    assert.include((await visitor.follow(answer)).html, 'There is an account with this e-mail already.')
    assert.lengthOf(await User.all(), 1)
  })

  test('press the button twice, and become one user', async ({ assert }) => {
    const visitor = new Visitor()
    const form = await visitor.open('/register', 'registration-form')
    const answers = await Promise.all([form.send(right), form.send(right), form.send(right)])

    for (const { status } of answers) assert.equal(status, 303)
    assert.lengthOf(await User.all(), 1)
  })

  test('cannot set what the form does not ask for', async ({ assert }) => {
    await register({ id: '77', bio: 'x', remember_me_token: 'known', rememberMeToken: 'known' })
    const user = await User.firstOrFail()
    assert.notEqual(user.id, 77)
    assert.isNull(user.bio)
    assert.isNull(user.rememberMeToken)
  })
})
