import { test } from '@japa/runner'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import LessonsController from 'App/Controllers/Http/LessonsController'
import AccountsController from 'App/Controllers/Http/AccountsController'
import { emptyDatabase, lesson, sessionOf } from '../support/database'
import { Answer, Visitor } from '../support/visitor'
import { adaSignedIn } from '../support/signedIn'

async function signedIn() {
  await lesson()
  return adaSignedIn()
}

test.group('Parallel requests of one session', (group) => {
  group.each.setup(emptyDatabase)

  test('200 requests, some of which sign out: all get a response, and the session ends', async ({
    assert,
  }) => {
    const { user, visitor } = await signedIn()
    const _csrf = (await visitor.get('/lessons/sessions')).meta('csrf-token')!
    const read = (tab: Visitor) => tab.get('/lessons/sessions')
    const acts: ((tab: Visitor) => Promise<Answer>)[] = [
      read,
      (tab) => tab.get('/go/auth/reset'),
      (tab) => tab.get('/api/user/check'),
      (tab) => tab.send('/account?_method=PUT', { _csrf, name: 'Ada', bio: '' }),
      (tab) => tab.get('/account/sessions'),
      (tab) => tab.send('/lessons/sessions/comments', { _csrf, body: 'Hello' }),
      (tab) => tab.get('/account'),
      read,
    ]
    const signOut = (tab: Visitor) => tab.send('/logout', { _csrf })
    const tabs = Array.from({ length: 200 }, () => visitor.clone())
    const answers = await Promise.all(
      tabs.map((tab, index) => (index % 40 === 20 ? signOut : acts[index % acts.length])(tab)),
    )

    assert.deepEqual(
      answers.map(({ status }) => status).filter((status) => status >= 500),
      [],
    )
    assert.containsSubset(await sessionOf(user), { end_reason: 'signed-out', data: '{}' })
    assert.isFalse(await visitor.isSignedIn())
    assert.notInclude(await Promise.all(tabs.map((tab) => tab.isSignedIn())), true)
  })

  test('two requests change different keys, and both changes are stored', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    await together(visitor, (session) => session.put('left', 'a value'), flash)

    assert.equal(JSON.parse((await sessionOf(user)).data).left, 'a value')
    assert.include((await visitor.get('/')).html, 'A flash.')
    assert.equal(JSON.parse((await sessionOf(user)).data).left, 'a value')
  })

  test('one only reads, and the change of the other is stored', async ({ assert }) => {
    const { visitor } = await signedIn()
    await together(visitor, () => {}, flash)
    assert.include((await visitor.get('/')).html, 'A flash.')
  })

  test('one shows a flash message and one sets another, and neither is lost', async ({ assert }) => {
    const { visitor } = await signedIn()
    await visitor.submit('/account', 'account-form', { name: 'Ada' })
    await together(visitor, () => {}, flash)
    assert.include((await visitor.get('/')).html, 'A flash.')
  })
})

type Session = HttpContextContract['session']

const flash = (session: Session) => session.flash('notice', 'A flash.')

/** Runs two requests of a visitor that change their session after both have read it. */
async function together(visitor: Visitor, ...actions: ((session: Session) => void)[]) {
  const pages = [LessonsController.prototype, AccountsController.prototype]
  const originals = pages.map(({ show }) => show)
  let release = () => {}
  let waiting = pages.length
  const bothAreHere = new Promise<void>((resolve) => (release = resolve))

  pages.forEach((page, index) => {
    page.show = async ({ session }) => {
      if (--waiting === 0) release()
      await bothAreHere
      actions[index](session)
      return ''
    }
  })
  const requests = ['/lessons/sessions', '/account'].map((path) => visitor.get(path))
  await Promise.all(requests).finally(() => pages.forEach((page, index) => (page.show = originals[index])))
}
