import { test } from '@japa/runner'
import { ada, emptyDatabase, grace } from '../support/database'
import {
  comeBack,
  dialog,
  fillSignIn,
  flash,
  header,
  lesson,
  mark,
  open,
  openAs,
  settle,
  signIn,
  state,
} from '../support/browser'

declare global {
  interface Window {
    heard: Promise<void>
  }
}

test.group('Two tabs', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  test('a user signs out in one tab, and the other says so', async ({ assert, browserContext }) => {
    await signIn(browserContext, await ada())
    const other = await open(browserContext, '/lessons/open')
    const page = await open(browserContext, '/')

    await header(page).getByText('Sign out').click()
    await flash(page).filter({ hasText: 'You are signed out.' }).waitFor()
    await flash(other).filter({ hasText: 'You are signed out.' }).waitFor()
    assert.isFalse((await state(other)).isAuthenticated)
  })

  test('a user signs in in one tab, and the other follows', async ({ browserContext }) => {
    const user = await ada()
    const other = await open(browserContext, '/lessons/open')
    const page = await open(browserContext, '/login')

    await fillSignIn(page, user)
    await other.locator('#comment-form').waitFor()
    await header(other).getByText('Ada').waitFor()
  })

  test('somebody else signs in in one tab, and the other shows their name', async ({ browserContext }) => {
    const [first, second] = [await ada(), await grace()]
    await signIn(browserContext, first)
    const other = await open(browserContext, '/lessons/open')
    await signIn(browserContext, second)
    await open(browserContext, '/')

    await flash(other).filter({ hasText: 'You are now signed in as Grace.' }).waitFor()
  })

  test('text of one user is never sent as another, and stays until they press reload', async ({
    assert,
    browserContext,
  }) => {
    const [first, second] = [await ada(), await grace()]
    const page = await openAs(first, browserContext, '/lessons/open')
    await page.fill('#body', "Ada's words")
    await signIn(browserContext, second)

    await page.click('#comment-form button:not([type=button])')
    await dialog(page).getByText('You are now signed in as Grace').waitFor()
    assert.equal(await page.inputValue('#body'), "Ada's words")
    assert.isFalse(await page.locator('#main').isVisible())

    await dialog(page).getByText('Reload as Grace').click()
    await dialog(page).getByText('Discard it and reload').click()
    await flash(page).filter({ hasText: 'You are now signed in as Grace.' }).waitFor()
    assert.equal(await page.locator('.comment').count(), 0)
    assert.equal(await page.inputValue('#body'), '')
  })

  test('a message of a tab is only a hint', async ({ assert, browserContext }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open')
    const other = await open(browserContext, '/lessons/open')
    await mark(page)

    await Promise.all([
      page.waitForResponse(/user\/check/),
      other.evaluate(() =>
        new BroadcastChannel('session').postMessage({ stamp: 'x', isAuthenticated: false }),
      ),
    ])
    await settle(page)
    assert.include(await state(page), { isAuthenticated: true, isSameDocument: true, changes: 0 })
  })

  test('malformed and foreign messages are ignored', async ({ assert, browserContext }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open')
    const other = await open(browserContext, '/lessons/open')
    let asked = 0
    page.on('request', (request) => request.url().endsWith('/check') && asked++)

    await page.evaluate(() => {
      window.heard = new Promise((done) => {
        new BroadcastChannel('session').onmessage = ({ data }) => data === 'end' && done()
      })
    })
    await other.evaluate(() => {
      const channel = new BroadcastChannel('session')
      const nonsense = [
        null,
        0,
        '',
        'false',
        [],
        {},
        { stamp: 1 },
        { stamp: 'x' },
        { stamp: 'x', isAuthenticated: 'no' },
      ]
      for (const message of [...nonsense, 'end']) channel.postMessage(message)
    })
    await page.evaluate(() => window.heard)
    await settle(page)
    assert.equal(asked, 0)
  })

  test('a browser without BroadcastChannel checks on return', async ({ browserContext }) => {
    await browserContext.addInitScript(() => delete (window as any).BroadcastChannel)
    await signIn(browserContext, await ada())
    const other = await open(browserContext, '/lessons/open')
    const page = await open(browserContext, '/')
    await header(page).getByText('Sign out').click()
    await flash(page).waitFor()

    await comeBack(other)
    await flash(other).filter({ hasText: 'You are signed out.' }).waitFor()
  })
})
