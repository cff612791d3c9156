import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import { livingSessions, viewerOf } from '@ioc:WelcomeBack'
import { logOf } from '../support/auditLog'
import { ada, emptyDatabase, grace } from '../support/database'
import { deviceRows, rememberedVisitor } from '../support/remembered'
import { signedIn } from '../support/signedIn'

const run = (...options: string[]) =>
  Application.container.use('Adonis/Core/Ace').exec('sessions:end', options)

test.group('node ace sessions:end', (group) => {
  group.each.setup(emptyDatabase)

  /** Returns two users, each with a session and a remembered device. */
  async function twoUsers() {
    const users = [await ada(), await grace()]
    const visitors = await Promise.all(
      users.map(async (user) => [await signedIn(user), (await rememberedVisitor(user)).visitor]),
    )
    return { users, visitors }
  }

  test('signs out one user everywhere, forgets the devices, says why and is logged', async ({ assert }) => {
    const { users, visitors } = await twoUsers()
    const lines = await logOf(() => run('--email=ADA@example.com'))
    const events = lines.filter(({ event }) => event)
    assert.containsSubset(events, [
      { event: 'administration', viewer: viewerOf(users[0].id), sessions: 2, devices: 1 },
    ])
    assert.lengthOf(events, 1)

    for (const visitor of visitors[0]) {
      const told = await visitor.follow(await visitor.get('/account'))
      assert.include(told.html, 'An administrator signed you out.')
      visitor.cookies.delete('session')
      assert.isFalse(await visitor.isSignedIn())
    }
    for (const visitor of visitors[1]) assert.isTrue(await visitor.isSignedIn())
    assert.lengthOf(await deviceRows(users[1].id), 1)
  })

  test('signs out everybody', async ({ assert }) => {
    const { users, visitors } = await twoUsers()
    const lines = await logOf(() => run('--all'))
    assert.lengthOf(
      lines.filter(({ event }) => event === 'administration'),
      2,
    )
    for (const visitor of visitors.flat()) assert.isFalse(await visitor.isSignedIn())
    for (const { id } of users) {
      assert.lengthOf(await livingSessions(id), 0)
      assert.lengthOf(await deviceRows(id), 0)
    }
  })

  test('signs out nobody and fails, without a user, with an unknown one or with both options', async ({
    assert,
  }) => {
    const { visitors } = await twoUsers()
    for (const options of [[], ['--email=nobody@example.com'], ['--email=ada@example.com', '--all']])
      assert.equal((await run(...options)).exitCode, 1)
    for (const visitor of visitors.flat()) assert.isTrue(await visitor.isSignedIn())
  })
})
