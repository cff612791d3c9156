import { test } from '@japa/runner'
import Hash from '@ioc:Adonis/Core/Hash'
import { livingSessions, Session } from '@ioc:WelcomeBack'
import Lesson from 'App/Models/Lesson'
import User from 'App/Models/User'
import { password } from 'Database/factories'
import {
  ada,
  changePassword,
  commentRows,
  deleteAccount,
  emptyDatabase,
  lesson,
  revoke,
} from '../support/database'
import { meanwhile } from '../support/meanwhile'
import { adaSignedIn, signedIn } from '../support/signedIn'
import { Answer, Visitor } from '../support/visitor'

const changed = 'another long password'
const list = '/account/sessions'
const script = { accept: 'application/json', 'x-requested-with': 'XMLHttpRequest' }

/** What a visitor does with the right password: the page, its form and the fields. */
const actions: Record<string, [page: string, form: string, fields: Record<string, string>]> = {
  'deletes the account': ['/account', 'deletion-form', { account_password: password }],
  'changes the password': [
    '/account',
    'password-form',
    { current_password: password, password: changed, password_confirmation: changed },
  ],
  'confirms the password': [list, 'confirmation-form', { current_password: password }],
}

/** What happens while the password is verified, and the reason that the visitor reads. */
const events: Record<string, [event: (user: User) => Promise<unknown>, reason: string]> = {
  'signed out from another device': [
    async (user) => revoke(await livingSessions(user.id).firstOrFail()),
    'You were signed out from another device.',
  ],
  'signed out by a new password': [
    (user) => changePassword(user, 'a third long password'),
    'Your password was changed, so you were signed out here.',
  ],
  deleted: [deleteAccount, 'Your account was deleted.'],
}

test.group('A visitor who is signed out while their password is verified', (group) => {
  group.each.setup(emptyDatabase)

  /** Returns a visitor who can use each form: they have another device, and gave the password long ago. */
  async function longAgo() {
    const { user, visitor } = await adaSignedIn()
    await Session.query().update({ confirmed_at: 1 })
    return { user, visitor }
  }

  for (const [action, [page, id, fields]] of Object.entries(actions)) {
    for (const [event, [happens, reason]] of Object.entries(events)) {
      test(`${action}, is ${event} before, and does nothing`, async ({ assert }) => {
        const { user, visitor } = await longAgo()
        const other = await signedIn(user)
        const form = await visitor.open(page, id)
        await other.signOut()

        const others = await User.findOrFail(user.id)
        meanwhile(Hash, 'verify', () => happens(others))
        const answer = await form.send(fields)
        const state = await User.find(user.id)
        const told = await visitor.follow(answer)

        assert.equal(answer.status, 303)
        assert.include(told.html, reason)
        assert.isFalse(await visitor.isSignedIn())
        assert.equal(state?.password, event === 'deleted' ? undefined : others.password)
        assert.lengthOf(await Session.query().where('confirmed_at', '>', 1).whereNull('end_reason'), 0)
      })
    }
  }

  test('keeps the session if only another program changed the password, and does nothing', async ({
    assert,
  }) => {
    const { user, visitor } = await longAgo()
    const form = await visitor.open('/account', 'deletion-form')
    const other = await User.findOrFail(user.id)
    meanwhile(Hash, 'verify', () => other.merge({ password: changed }).save())

    await form.send({ account_password: password })
    assert.isNotNull(await User.find(user.id))
    assert.isTrue(await visitor.isSignedIn())
  })
})

test.group('A visitor whose account changes while they sign in', (group) => {
  group.each.setup(emptyDatabase)

  const changes: Record<string, (user: User) => Promise<unknown>> = {
    'is deleted': deleteAccount,
    'gets a new password': (user) => changePassword(user, changed),
  }
  for (const [event, happens] of Object.entries(changes)) {
    for (const cookies of ['cookies', 'no cookies']) {
      test(`reads the message for every wrong pair, if it ${event}, with ${cookies}`, async ({ assert }) => {
        const [user, visitor] = [await ada(), new Visitor()]
        if (cookies === 'cookies') await visitor.get('/login')
        const other = await User.findOrFail(user.id)
        meanwhile(Hash, 'verify', () => happens(other))
        const page = await visitor.follow(await visitor.send('/login', { email: user.email, password }))

        assert.equal(visitor.path, '/login')
        assert.include(page.html, 'Wrong e-mail or password.')
        assert.equal(page.field('email'), user.email)
        assert.notMatch(page.html, /deleted|changed|blocks cookies/)
        assert.isFalse(await visitor.isSignedIn())
      })
    }
  }
})

test.group('A visitor whose account is deleted while they send a comment', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  const body = 'A comment that took some time'
  const page = '/lessons/sessions'

  async function commentOfDeleted(send: (visitor: Visitor) => Promise<Answer>) {
    const { user, visitor } = await adaSignedIn()
    await visitor.get(page)
    const find = Lesson.findByOrFail
    meanwhile(Lesson, 'findByOrFail', () => deleteAccount(user))
    const answer = await send(visitor).finally(() => (Lesson.findByOrFail = find))
    return { visitor, answer }
  }

  test('reads why, and their text is kept', async ({ assert }) => {
    const { visitor, answer } = await commentOfDeleted((one) => one.submit(page, 'comment-form', { body }))
    const told = await visitor.follow(answer)

    assert.equal(answer.status, 303)
    assert.include(told.html, 'Your account was deleted.')
    assert.include(told.html, 'Your text is kept.')
    assert.include(told.html, 'id="login-form"')
    assert.isFalse(await visitor.isSignedIn())
    assert.lengthOf(await commentRows(), 0)
  })

  test('gets the verdict, if a script sends it', async ({ assert }) => {
    const { answer } = await commentOfDeleted((one) => one.act(`${page}/comments`, { body }, script))
    assert.deepEqual([answer.status, answer.header('x-session-verdict')], [401, 'expired'])
  })

  test('is told that the page is gone, if that was the lesson', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await visitor.get(page)
    const find = Lesson.findByOrFail
    meanwhile(Lesson, 'findByOrFail', () => Lesson.query().delete())
    const answer = await visitor.act(`${page}/comments`, { body }).finally(() => (Lesson.findByOrFail = find))
    assert.equal(answer.status, 404)
    assert.isTrue(await visitor.isSignedIn())
  })
})
