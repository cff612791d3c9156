import { test } from '@japa/runner'
import Route from '@ioc:Adonis/Core/Route'
import Database from '@ioc:Adonis/Lucid/Database'
import { viewerOf } from '@ioc:WelcomeBack'
import { CommentFactory, password } from 'Database/factories'
import {
  ada,
  commentRows,
  emptyDatabase,
  expireSessions,
  grace,
  lesson,
  openSession,
} from '../support/database'
import { Answer, Fields, Visitor } from '../support/visitor'

const page = '/lessons/sessions'
const unpoly = { 'x-up-version': '3.14.3' }
const json = { accept: 'application/json' }
const verdictOf = (answer: Answer) => [answer.status, answer.header('x-session-verdict')]

/** Every address to which a form of a page can be sent. */
const forms = () =>
  Object.values(Route.toJSON())
    .flat()
    .filter(({ methods, name }) => !methods.includes('GET') && name !== 'dev.session.expire')
    .map(({ methods: [method], pattern }) => ({ method, pattern }))

/** Returns Grace, signed in in a browser in which Ada filled in forms, and what she can change. */
async function come() {
  const [user, other, { id: lessonId }] = [await grace(), await ada(), await lesson()]
  const { id } = await CommentFactory.merge({ lessonId, userId: user.id }).create()
  const { stamp: device } = await openSession(user)
  const visitor = new Visitor()
  await visitor.signIn(user)
  const _csrf = (await visitor.get(page)).meta('csrf-token')!
  const addressOf = (pattern: string, method: string) =>
    pattern
      .replace(':slug', 'sessions')
      .replace(':id', `${id}`)
      .replace(/:(device|token)/, device) + (method === 'POST' ? '' : `?_method=${method}`)
  return { user, visitor, _csrf, theirs: viewerOf(other.id), own: viewerOf(user.id), addressOf }
}

/** Fields for any form of the site. */
const fields = {
  ...{ body: 'Words of Ada', name: 'Ada', bio: 'Words', email: 'grace@example.com' },
  ...{ password, password_confirmation: password, current_password: password, account_password: password },
}

const stored = async () => {
  const tables = await Promise.all(['comments', 'users'].map((table) => Database.from(table).orderBy('id')))
  return JSON.stringify([
    tables,
    await Database.from('sessions').select('stamp', 'end_reason').orderBy('stamp'),
  ])
}

test.group('A form of another viewer, with the right token', (group) => {
  group.each.setup(emptyDatabase)

  test('is not done, but switched, at every address', async ({ assert }) => {
    assert.isAbove(forms().length, 10)
    for (const { method, pattern } of forms()) {
      await emptyDatabase()
      const { visitor, _csrf, theirs, own, addressOf } = await come()
      const before = await stored()
      const send = (more: Fields, headers: Record<string, string>) =>
        visitor.send(addressOf(pattern, method), { ...fields, _csrf, ...more }, headers)

      const refused = [
        await send({ _viewer: theirs }, unpoly),
        await send({}, { ...json, 'x-session-viewer': theirs }),
        await send({ _viewer: theirs }, { ...json, 'x-session-viewer': own }),
        await send({ _viewer: own }, { ...json, 'x-session-viewer': theirs }),
        await send({ '_viewer[]': [own, theirs] }, json),
      ]
      for (const answer of refused) assert.deepEqual(verdictOf(answer), [403, 'switched'], pattern)

      const { html } = await visitor.follow(await send({ _viewer: theirs }, {}))
      assert.include(html, 'Another account filled in this form, so it was not sent.', pattern)
      assert.notInclude(html, 'Words of Ada')
      assert.equal(await stored(), before, pattern)
    }
  }).timeout(20_000)

  test('is done if it is their own, or names nobody', async ({ assert }) => {
    const { visitor, _csrf, own } = await come()
    for (const [body, viewer] of [
      ['One', { _viewer: own }],
      ['Two', { _viewer: '' }],
      ['Three', {}],
    ] as const)
      await visitor.send(`${page}/comments`, { body, _csrf, ...viewer }, { 'x-session-viewer': own })
    assert.deepEqual(
      (await commentRows()).slice(1).map(({ body }) => body),
      ['One', 'Two', 'Three'],
    )
  })

  test('signs a guest in or out, but asks for a sign-in before all else', async ({ assert }) => {
    const { user, visitor, own } = await come()
    await visitor.follow(await visitor.signOut())
    await expireSessions()
    const _csrf = (await visitor.get('/login')).meta('csrf-token')!
    const late = { _csrf, _viewer: own }
    const answer = await visitor.send('/api/user/keep-alive', late, unpoly)
    assert.deepEqual(verdictOf(answer), [401, 'expired'])
    assert.equal((await visitor.send('/logout', late)).location, '/')
    assert.equal((await visitor.send('/login', { ...late, email: user.email, password })).location, '/')
    assert.isTrue(await visitor.isSignedIn())
  })
})
