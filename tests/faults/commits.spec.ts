import { test } from '@japa/runner'
import TestUtils from '@ioc:Adonis/Core/TestUtils'
import Database from '@ioc:Adonis/Lucid/Database'
import type User from 'App/Models/User'
import { password } from 'Database/factories'
import { logOf } from '../support/auditLog'
import { ada, emptyDatabase, expireSessions, lesson, openSession } from '../support/database'
import { failingCommitsOf } from '../support/faults'
import { Answer, Visitor } from '../support/visitor'

const page = '/lessons/sessions'
const body = 'What I wrote, at length, and would not like to type once more.'
const fresh = 'another good password'

const error = 50

type Form = Awaited<ReturnType<Visitor['open']>>

interface Step {
  name: string
  /** The table that cannot be written to. */
  table: string
  typed?: string
  isGuest?: boolean
  /** Opens what the step needs. Returns what takes the step. */
  prepare: (visitor: Visitor, user: User) => Promise<() => Promise<Answer>>
  /** Whether the step was taken. */
  isDone: (visitor: Visitor, user: User) => Promise<boolean>
}

const has = async (table: string, where: object) => (await Database.from(table).where(where)).length > 0
const send = (form: Form, fields: Record<string, string>) => () => form.send(fields)

async function act(visitor: Visitor, path: string) {
  const _csrf = (await visitor.get('/')).meta('csrf-token')!
  return () => visitor.send(path, { _csrf })
}

const steps: Step[] = [
  {
    name: 'a comment',
    table: 'comments',
    typed: body,
    prepare: async (visitor) => send(await visitor.open(page, 'comment-form'), { body }),
    isDone: () => has('comments', { body }),
  },
  {
    name: 'an account',
    table: 'users',
    typed: 'Ada Augusta',
    prepare: async (visitor) => send(await visitor.open('/account', 'account-form'), { name: 'Ada Augusta' }),
    isDone: () => has('users', { name: 'Ada Augusta' }),
  },
  {
    name: 'a new password',
    table: 'users',
    prepare: async (visitor) => {
      const fields = { current_password: password, password: fresh, password_confirmation: fresh }
      return send(await visitor.open('/account', 'password-form'), fields)
    },
    isDone: async (_visitor, user) => {
      await user.refresh()
      return user.hasPassword(fresh)
    },
  },
  {
    name: 'the end of another session',
    table: 'sessions',
    prepare: async (visitor, user) => {
      const { stamp } = await openSession(user)
      return act(visitor, `/account/sessions/${stamp}?_method=DELETE`)
    },
    isDone: () => has('sessions', { end_reason: 'revoked' }),
  },
  {
    name: 'a sign-out',
    table: 'sessions',
    prepare: (visitor) => act(visitor, '/logout'),
    isDone: async (visitor) => !(await visitor.isSignedIn()),
  },
  {
    name: 'a form that is kept',
    table: 'sessions',
    typed: body,
    prepare: async (visitor) => {
      const form = await visitor.open(page, 'comment-form')
      await expireSessions()
      return send(form, { body })
    },
    isDone: async () => (await Database.from('sessions').where('data', 'like', '%kept_forms%')).length > 0,
  },
  {
    name: 'a sign-in',
    table: 'sessions',
    typed: 'ada@example.com',
    isGuest: true,
    prepare: async (visitor, { email }) =>
      send(await visitor.open('/login', 'login-form'), { email, password, remember_me: 'true' }),
    isDone: (visitor) => visitor.isSignedIn(),
  },
  {
    name: 'a registration',
    table: 'users',
    typed: 'grace@example.com',
    isGuest: true,
    prepare: async (visitor) => {
      const fields = { name: 'Grace', email: 'grace@example.com', password, password_confirmation: password }
      return send(await visitor.open('/register', 'registration-form'), fields)
    },
    isDone: () => has('users', { name: 'Grace' }),
  },
]

test.group('What the database fails to commit', (group) => {
  group.setup(() => TestUtils.httpServer().start())
  group.each.setup(emptyDatabase)
  group.each.setup(() => {
    // In tests, the framework does not log failures.
    process.env.NODE_ENV = 'production'
    return () => (process.env.NODE_ENV = 'test')
  })

  for (const { name, table, typed = '', isGuest, prepare, isDone } of steps) {
    test(`is not told as done: ${name}`, async ({ assert }) => {
      const [user, visitor] = [await ada(), new Visitor()]
      await lesson()
      if (!isGuest) await visitor.follow(await visitor.signIn(user))
      const take = await prepare(visitor, user)

      let answer!: Answer
      const lines = await logOf(async () => {
        answer = await failingCommitsOf(table, take)
        await visitor.get('/health') // The line is written after the answer.
      })
      assert.equal(answer.status, 503)
      assert.include(answer.html, 'The site cannot read or store anything at the moment.')
      assert.include(answer.html, typed)
      assert.notInclude(answer.html, password)
      assert.deepEqual(answer.setsCookies, [])
      assert.isNull(answer.location)
      assert.equal(answer.header('retry-after'), '5')
      assert.deepEqual(
        lines.filter(({ event, level }) => event || Number(level) >= error).map(({ event }) => event),
        [undefined],
      )
      assert.isFalse(await isDone(visitor, user))

      await take()
      assert.isTrue(await isDone(visitor, user))
    })
  }

  test('is sent again from the page that says so', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await lesson()
    await visitor.follow(await visitor.signIn(user))
    const form = await visitor.open(page, 'comment-form')
    const failure = await failingCommitsOf('comments', () => form.send({ body }))

    const [action, fields] = failure.form('again')
    assert.equal((await visitor.send(action, fields)).status, 303)
    assert.isTrue(await has('comments', { body }))
  })

  test('is not shown again when another site sent it', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    const fields = { email: user.email, password, words: 'Words of another site' }
    const failure = await failingCommitsOf('rate_limits', () =>
      visitor.send('/register', fields, { origin: 'https://evil.example' }),
    )
    assert.notInclude(failure.html, 'Words of another site')
  })
})
