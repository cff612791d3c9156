import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import Lesson from 'App/Models/Lesson'
import { CommentFactory, password } from 'Database/factories'
import { ada, emptyDatabase, lesson, openSession } from '../support/database'
import { Fields, Visitor } from '../support/visitor'
import { adaSignedIn } from '../support/signedIn'

const page = '/lessons/sessions'
const none = { password: '', password_confirmation: '' }

test.group('The summary of a rejected form', (group) => {
  group.each.setup(emptyDatabase)

  const forms: [path: string, id: string, fields: Fields, errors: number][] = [
    ['/login', 'login-form', { email: 'ada@example.com', password: 'wrong' }, 1],
    ['/register', 'registration-form', { name: '', email: 'ada', ...none }, 3],
    ['/register', 'registration-form', { name: 'A', email: 'a@b.example', password }, 1],
    [page, 'comment-form', { body: '' }, 1],
    ['/comments/:id/edit', 'edit-form', { body: '' }, 1],
    ['/account', 'account-form', { name: '', bio: 'x'.repeat(5001) }, 2],
    ['/account', 'password-form', { current_password: '', ...none }, 2],
    ['/account', 'deletion-form', { account_password: 'wrong' }, 1],
    ['/account/sessions', 'confirmation-form', { current_password: 'wrong' }, 1],
  ]
  for (const [path, id, fields, errors] of forms) {
    test(`leads to each wrong field, and never says that nothing was sent: ${id} with ${errors}`, async ({
      assert,
    }) => {
      const isGuest = ['/login', '/register'].includes(path)
      const { user, visitor } = isGuest ? { user: await ada(), visitor: new Visitor() } : await adaSignedIn()
      const { id: lessonId } = await lesson()
      const comment = await CommentFactory.merge({ lessonId, userId: user.id }).create()
      await openSession(user)
      await Database.from('sessions').update({ confirmed_at: null })

      const answer = await visitor.submit(path.replace(':id', `${comment.id}`), id, fields)
      const { html } = await visitor.follow(answer)
      const [summary] = html.match(/<section class="error-summary" role="alert"[^]*?<\/section>/)!
      const links = [...summary.matchAll(/<a href="#(\w+)">([^<]+)</g)]
      assert.lengthOf(links, errors)
      for (const [, field, message] of links) {
        assert.include(html, `id="${field}-error">${message}<`)
        assert.match(html, new RegExp(`<(input|textarea)[^>]* id=["']${field}["']`))
      }
      assert.include(summary, 'Please check what you entered')
      assert.notMatch(html.match(/<main[^]*<\/main>/)![0], /\b(not|nothing)\b[^.]*\bsent\b/i)
    })
  }
})

test.group('An error page', (group) => {
  group.each.setup(emptyDatabase)

  const heading = (html: string) => html.match(/<h1>([^<]*)<\/h1>/)?.[1] ?? ''
  const tooLong = 'x'.repeat(70_000)

  const requests: [status: number, send: (visitor: Visitor) => ReturnType<Visitor['get']>][] = [
    [400, (visitor) => visitor.post('/login', '{', { 'content-type': 'application/json' })],
    [404, (visitor) => visitor.get('/nowhere')],
    [413, (visitor) => visitor.send('/login', { email: tooLong })],
    [415, (visitor) => visitor.post('/login', 'x', { 'content-type': 'text/xml' })],
    [500, (visitor) => visitor.get(page)],
  ]
  for (const [status, send] of requests) {
    test(`with ${status} has a short heading, a way on, and a link to sign in, and is not cached`, async ({
      assert,
    }) => {
      const original = Lesson.withNeighbours
      Lesson.withNeighbours = () => Promise.reject(new Error('broken'))
      const answer = await send(new Visitor()).finally(() => (Lesson.withNeighbours = original))

      assert.equal(answer.status, status)
      assert.equal(answer.header('cache-control'), 'no-store')
      assert.match(heading(answer.html), /^[A-Z](\w+ ?){2,5}$/)
      assert.match(answer.html, /<a [^>]*href="\/"[^>]*>Go to the lessons</)
      assert.match(answer.html, /<a [^>]*href="\/login"[^>]*>Sign in</)
    })
  }

  /** An address without middleware, one with all of it, and one that fails before the session is opened. */
  const failing: ((visitor: Visitor) => ReturnType<Visitor['get']>)[] = [
    (visitor) => visitor.get('/nowhere'),
    (visitor) => visitor.get('/lessons/nothing'),
    (visitor) => visitor.send('/login', { email: tooLong }),
  ]
  for (const send of failing) {
    test(`knows who is signed in: ${send}`, async ({ assert }) => {
      const { visitor } = await adaSignedIn({ remember_me: 'true' })
      const offer = async () => (await send(visitor)).html.match(/Your account|Sign in/g)
      assert.deepEqual(await offer(), ['Your account'])
      visitor.cookies.delete('session')
      assert.deepEqual(await offer(), ['Your account'])
      await visitor.get('/')
      const { cookies } = visitor.clone()
      await visitor.signOut()
      assert.deepEqual(await offer(), ['Sign in'])
      visitor.cookies = new Map([['session', cookies.get('session')!]])
      assert.deepEqual(await offer(), ['Sign in'])
    })
  }
})
