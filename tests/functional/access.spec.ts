import { test } from '@japa/runner'
import Route from '@ioc:Adonis/Core/Route'
import MailedLink, { LinkKind } from 'App/Models/MailedLink'
import { CommentFactory, password } from 'Database/factories'
import { ada, emptyDatabase, grace, lesson, openSession } from '../support/database'
import { Fields, Visitor } from '../support/visitor'

/** What a visitor gets: a status, or the path of a redirect. */
type Outcome = number | string
type Row = [
  route: string,
  address: string,
  guest: Outcome,
  owner: Outcome,
  stranger: Outcome,
  fields?: Fields,
]

const login = (to: string) => `/login?return=${encodeURIComponent(to)}`
const page = '/lessons/sessions'
const discussion = `${page}#discussion`
const permanent = `${page}?comment=:id#comment-:id`
const someone = { name: 'New', email: 'new@example.com', password, password_confirmation: password }
const change = { current_password: password, password: 'another one', password_confirmation: 'another one' }
const newEmail = { new_email: 'new@example.com', email_password: password }
const pair = { email: 'ada@example.com', password }

const table: Row[] = [
  ['health', 'GET /health', 200, 200, 200],
  ['api.user.check', 'GET /api/user/check', 200, 200, 200],
  ['api.user.keep_alive', 'POST /api/user/keep-alive', login(page), 200, 200],
  ['api.user.events', 'GET /api/user/events?stamp=none', 200, 200, 200],
  ['dev.session.expire', 'POST /dev/session/expire', 200, 200, 200],

  ['dev.mails.index', 'GET /dev/mails', 200, 200, 200],
  ['dev.mails.show', 'GET /dev/mails/:id', 404, 404, 404],

  ['robots', 'GET /robots.txt', 200, 200, 200],
  ['sitemap', 'GET /sitemap.xml', 200, 200, 200],
  ['home', 'GET /', 200, 200, 200],
  ['lessons.index', 'GET /lessons', 200, 200, 200],
  ['lessons.show', `GET ${page}`, 200, 200, 200],
  ['code.show', 'GET /code/lessons.show', 200, 200, 200],
  ['sources.show', 'GET /source/start/routes.ts', 200, 200, 200],
  ['go.auth.reset', 'GET /go/auth/reset', page, page, page],
  ['go.auth.switched', 'GET /go/auth/switched', page, page, page],
  ['go.signed_in', 'GET /go/signed-in', '/', '/', '/'],
  ['api.user.page', 'GET /api/user/page', 200, 200, 200],
  ['logins.store', 'POST /login', '/', '/', '/', pair],
  ['registrations.store', 'POST /register', '/', '/', '/', someone],

  ['password_resets.create', 'GET /forgot-password', 200, 200, 200],
  [
    'password_resets.store',
    'POST /forgot-password',
    '/forgot-password',
    '/forgot-password',
    '/forgot-password',
    { email: 'ada@example.com' },
  ],
  ['password_resets.edit', 'GET /reset-password/:reset', 200, 200, 200],
  ['password_resets.update', 'POST /reset-password/:reset?_method=PUT', '/', '/', '/', someone],
  ['email_restorations.edit', 'GET /restore-email/:undo', 200, 200, 200],
  ['email_restorations.update', 'POST /restore-email/:undo?_method=PUT', '/', '/', '/', someone],

  ['logins.create', 'GET /login', 200, '/', '/'],
  ['registrations.create', 'GET /register', 200, '/', '/'],

  ['logins.destroy', 'POST /logout', '/', '/', '/'],
  [
    'comments.store',
    `POST ${page}/comments`,
    login(page),
    `${page}#comment-:next`,
    `${page}#comment-:next`,
    { body: 'Hello' },
  ],
  ['comments.show', 'GET /comments/:id', permanent, permanent, permanent],
  ['comments.edit', 'GET /comments/:id/edit', login('/comments/:id/edit'), 200, 404],
  [
    'comments.update',
    'POST /comments/:id?_method=PUT',
    login('/comments/:id/edit'),
    `${page}#comment-:id`,
    404,
    { body: 'Hello' },
  ],
  ['comments.destroy', 'POST /comments/:id?_method=DELETE', login(page), discussion, 404],
  ['accounts.show', 'GET /account', login('/account'), 200, 200],
  [
    'accounts.update',
    'POST /account?_method=PUT',
    login('/account'),
    '/account',
    '/account',
    { name: 'A', bio: '' },
  ],
  [
    'accounts.destroy',
    'POST /account?_method=DELETE',
    login('/account'),
    '/',
    '/',
    { account_password: password },
  ],
  ['mail_settings.update', 'POST /account/mails?_method=PUT', login(page), '/account', '/account'],
  ['email_changes.store', 'POST /account/email', login(page), '/account', '/account', newEmail],
  ['email_changes.edit', 'GET /account/email/:change', login('/account/email/:change'), 200, 410],
  [
    'email_changes.update',
    'POST /account/email/:change?_method=PUT',
    login('/account/email/:change'),
    '/account',
    '/account/email/:change',
  ],
  ['sessions.index', 'GET /account/sessions', login('/account/sessions'), 200, 200],
  ['sessions.destroy', 'POST /account/sessions/:stamp?_method=DELETE', login(page), '/account/sessions', 404],
  [
    'sessions.destroy_others',
    'POST /account/sessions?_method=DELETE',
    login('/account/sessions'),
    '/account/sessions',
    '/account/sessions',
  ],
  [
    'confirmations.store',
    'POST /account/confirmation',
    login(page),
    '/account/sessions',
    '/account/sessions',
    { current_password: password },
  ],
  ['passwords.update', 'POST /account/password?_method=PUT', login(page), '/account', '/account', change],
]

const visitors = ['guest', 'owner', 'stranger'] as const

/**
 * Returns a visitor on a lesson's page with a comment of the owner Ada, the id of the comment, the stamp of Ada's other
 * device, and the tokens of links in mails to Ada.
 */
async function come(
  who: (typeof visitors)[number],
): Promise<{ visitor: Visitor; params: Record<string, string> }> {
  const [owner, stranger, { id: lessonId }] = [await ada(), await grace(), await lesson()]
  const { id } = await CommentFactory.merge({ lessonId, userId: owner.id }).create()
  const otherDevice = await openSession(owner)
  const visitor = new Visitor()
  if (who !== 'guest') await visitor.signIn(who === 'owner' ? owner : stranger)
  await visitor.get(page)
  const issue = async (kind: LinkKind, email = owner.email) => (await MailedLink.issue(kind, owner, email))!
  const links = {
    reset: await issue('password-reset'),
    change: await issue('email-change', 'new@example.com'),
    undo: await issue('email-undo', 'former@example.com'),
  }
  return { visitor, params: { id: String(id), stamp: otherDevice.stamp, ...links } }
}

test.group('Access', (group) => {
  group.each.setup(emptyDatabase)

  test('the table has every route', ({ assert }) => {
    const names = Object.values(Route.toJSON())
      .flat()
      .map(({ name, pattern }) => name ?? pattern)
    assert.sameMembers(
      table.map(([name]) => name),
      names,
    )
  })

  for (const [, address, ...row] of table) {
    for (const [index, who] of visitors.entries()) {
      test(`${address} returns ${row[index]} to the ${who}`, async ({ assert }) => {
        const { visitor, params } = await come(who)
        const [method, path] = address
          .replace(/:(id|stamp|reset|change|undo)/, (_, name) => params[name])
          .split(' ')
        const answer = method === 'GET' ? await visitor.get(path) : await visitor.act(path, row[3])
        const expected = String(row[index])
          .replace(/(?::|%3A)(id|change)/g, (_, name) => params[name])
          .replace(':next', String(Number(params.id) + 1))
        assert.equal(String(answer.location ?? answer.status), expected)
      })
    }
  }
})
