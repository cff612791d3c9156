import { test } from '@japa/runner'
import { password } from 'Database/factories'
import { logOf } from '../support/auditLog'
import { ada, emptyDatabase, lesson } from '../support/database'
import { failingCommitsOf, isPostgres, losingStatementsOf, withoutRoomFor } from '../support/faults'
import { serve } from '../support/server'
import { body, has, page, steps } from '../support/steps'
import { Answer, Visitor } from '../support/visitor'

const error = 50
type Fault = typeof failingCommitsOf
const faults: [how: string, fault: Fault][] = [
  ['its COMMIT fails', failingCommitsOf],
  ['there is no room for it', withoutRoomFor],
]
if (isPostgres()) faults.push(['its connection is lost', losingStatementsOf])

test.group('A change that the database fails to store', (group) => {
  group.setup(serve)
  group.each.setup(emptyDatabase)
  group.each.setup(() => {
    // In tests, the framework does not log failures.
    process.env.NODE_ENV = 'production'
    return () => (process.env.NODE_ENV = 'test')
  })

  for (const { name, table, typed = '', isGuest, prepare, isDone } of steps)
    for (const [how, fault] of faults)
      test(`is reported as failed when ${how}: ${name}`, async ({ assert }) => {
        const [user, visitor] = [await ada(), new Visitor()]
        await lesson()
        if (!isGuest) await visitor.follow(await visitor.signIn(user))
        const take = await prepare(visitor, user)

        let answer!: Answer
        const lines = await logOf(async () => {
          answer = await fault(table, take)
          await visitor.get('/health') // The line is written after the answer.
        })
        assert.equal(answer.status, 503)
        assert.include(answer.html, 'The site is not available')
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

  const says = ['What you sent is below.', 'Please type your password again.']
  const kept: [name: string, sentences: string[]][] = [
    ['a comment', [says[0]]],
    ['a sign-in', says],
    ['a new password', [says[1]]],
    ['a sign-out', []],
  ]
  for (const [name, sentences] of kept)
    test(`has an error page that says which fields are kept: ${name}`, async ({ assert }) => {
      const [user, visitor] = [await ada(), new Visitor()]
      await lesson()
      const { table, isGuest, prepare } = steps.find((step) => step.name === name)!
      if (!isGuest) await visitor.follow(await visitor.signIn(user))
      const { html } = await failingCommitsOf(table, await prepare(visitor, user))
      assert.deepEqual(
        says.filter((sentence) => html.includes(sentence)),
        sentences,
      )
    })

  test('can be sent again from the error page', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await lesson()
    await visitor.follow(await visitor.signIn(user))
    const form = await visitor.open(page, 'comment-form')
    const failure = await failingCommitsOf('comments', () => form.send({ body }))

    const [action, fields] = failure.form('again')
    assert.equal((await visitor.send(action, fields)).status, 303)
    assert.isTrue(await has('comments', { body }))
  })

  test('is not shown again if another site sent it', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    const fields = { email: user.email, password, words: 'Words of another site' }
    const failure = await failingCommitsOf('rate_limits', () =>
      visitor.send('/register', fields, { origin: 'https://evil.example' }),
    )
    assert.notInclude(failure.html, 'Words of another site')
  })
})
