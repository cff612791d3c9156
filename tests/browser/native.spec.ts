import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import type User from 'App/Models/User'
import { asking, comeBack, dialog, fillSignIn, inDialog, open, openAs, signIn } from '../support/browser'
import { ada, emptyDatabase, expireSessions, grace } from '../support/database'
import { scriptOf } from '../support/script'
import { fields, trial } from '../support/trial'

/** An app without Unpoly, Alpine and axios. */
const source = `
  import { start } from '../../packages/adonis-welcome-back/browser'
  const { check, onCheck, reset } = start({ formSubmit: true })
  window.addEventListener('focus', check)
  onCheck((isAuthenticated) => {
    if (window.isAuthenticated && !isAuthenticated) reset()
  })
  window.addEventListener('submit', (event) => {
    console.log('heard')
    if (window.isPrevented) event.preventDefault()
    if (window.isDisabling) event.submitter.disabled = true
  })`

const markup = `
  <form id="trial-form" method="POST" action="/trial/things">
    ${fields}
    <input name="text"><input type="hidden" name="method" value="fast">
    <button name="as" value="draft">Save</button>
    <button name="as" value="final" formaction="/trial/others">Publish</button>
  </form>
  <form id="search" action="/trial/search"><input name="word" value="lost"><button>Search</button></form>
  <dialog open><form method="dialog"><button>Close</button></form></dialog>`

const draft = { 'POST /trial/things': { text: 'Mine', method: 'fast', as: 'draft' } }
const final = { 'POST /trial/others': { text: 'Mine', method: 'fast', as: 'final' } }

const press = (page: Page, name: string) => page.click(`button:text-is("${name}")`, { noWaitAfter: true })
const seeStored = (page: Page, count: number) => page.waitForSelector(`#stored:text-is("${count} stored")`)

/** Holds requests to a path until they are released; `held` resolves when the first has come. */
async function hold(page: Page, path: string) {
  let release!: () => void
  const released = new Promise<void>((resolve) => (release = resolve))
  const held = page.waitForRequest(`**${path}`)
  await page.route(`**${path}`, async (route) => {
    await released
    await route.continue()
  })
  return { held, release }
}

test.group('Forms that the browser sends', (group) => {
  let [user, script]: [User, string] = [undefined!, '']

  group.setup(() => void (script = scriptOf(source)))
  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
    Object.assign(trial, { markup, stored: [] })
  })

  const serveScript = (context: BrowserContext) =>
    context.route(/\/assets\/app-.*\.js$/, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    )

  async function typed(context: BrowserContext): Promise<Page> {
    await serveScript(context)
    const page = await openAs(user, context, '/trial')
    await page.fill('[name=text]', 'Mine')
    return page
  }

  test('keep their text when somebody comes back after the end', async ({ assert, browserContext }) => {
    const page = await typed(browserContext)
    await expireSessions()
    await asking(page, () => comeBack(page))
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'hidden' })
    assert.equal(await page.inputValue('[name=text]'), 'Mine')
    await press(page, 'Save')
    await seeStored(page, 1)
    assert.deepEqual(trial.stored, [draft])
  })

  for (const [name, expected] of [
    ['Save', draft],
    ['Publish', final],
  ] as const) {
    test(`are sent by "${name}" after the end, once, as the browser would`, async ({
      assert,
      browserContext,
    }) => {
      const page = await typed(browserContext)
      await expireSessions()
      await press(page, name)
      await fillSignIn(page, user, inDialog)
      await seeStored(page, 1)
      assert.deepEqual(trial.stored, [expected])
      assert.equal(new URL(page.url()).pathname, '/trial')
    })
  }

  test('get the token of a new session of their viewer without a message', async ({
    assert,
    browserContext,
  }) => {
    const page = await typed(browserContext)
    await signIn(browserContext, user)
    await press(page, 'Save')
    await seeStored(page, 1)
    assert.deepEqual(trial.stored, [draft])
  })

  test('are not sent as another user', async ({ assert, browserContext }) => {
    const page = await typed(browserContext)
    await signIn(browserContext, await grace())
    await press(page, 'Save')
    await dialog(page).getByText('You are now signed in as Grace').waitFor()
    assert.deepEqual(trial.stored, [])

    await dialog(page).getByText('Sign in as Ada again').click()
    await fillSignIn(page, user, inDialog)
    await seeStored(page, 1)
    assert.deepEqual(trial.stored, [draft])
  })

  test('are sent once after two presses, before and after the response of the check', async ({
    assert,
    browserContext,
  }) => {
    const page = await typed(browserContext)
    const check = await hold(page, '/api/user/check')
    const sending = await hold(page, '/trial/things')
    await press(page, 'Save')
    await check.held
    await press(page, 'Save')
    check.release()
    await sending.held
    await page.keyboard.press('Enter')
    sending.release()
    await seeStored(page, 1)
    assert.deepEqual(trial.stored, [draft])
  })

  test('are sent by the button that was pressed last', async ({ assert, browserContext }) => {
    const page = await typed(browserContext)
    const { held, release } = await hold(page, '/api/user/check')
    await press(page, 'Save')
    await held
    await press(page, 'Publish')
    release()
    await seeStored(page, 1)
    assert.deepEqual(trial.stored, [final])
  })

  for (const fault of ['a lost network', 'a page of a proxy']) {
    test(`go as the browser sends them if the check gets ${fault}`, async ({ assert, browserContext }) => {
      const page = await typed(browserContext)
      await page.route('**/api/user/check', (route) =>
        fault === 'a lost network' ? route.abort() : route.fulfill({ status: 502, body: 'Bad gateway' }),
      )
      await press(page, 'Save')
      await seeStored(page, 1)
      assert.deepEqual(trial.stored, [draft])
    })
  }

  test('are kept by the server if the session ends after the check', async ({ assert, browserContext }) => {
    const page = await typed(browserContext)
    const { held, release } = await hold(page, '/trial/things')
    await press(page, 'Save')
    await held
    await expireSessions()
    release()
    await page.waitForURL('**/login?*')
    assert.deepEqual(trial.stored, [])
    assert.match((await page.textContent('main'))!, /text is kept/i)
  })

  test('by a script are sent after the end', async ({ assert, browserContext }) => {
    const page = await typed(browserContext)
    await expireSessions()
    await page.evaluate(() => document.querySelector<HTMLFormElement>('#trial-form')!.submit())
    await fillSignIn(page, user, inDialog)
    await seeStored(page, 1)
    assert.deepEqual(trial.stored, [{ 'POST /trial/things': { text: 'Mine', method: 'fast' } }])
  })

  test('are heard by the app once, which may disable the button or prevent the press', async ({
    assert,
    browserContext,
  }) => {
    const page = await typed(browserContext)
    let heard = 0
    page.on('console', (line) => line.text() === 'heard' && heard++)
    await page.evaluate(() => void Object.assign(window, { isPrevented: true }))
    await press(page, 'Save')
    await page.evaluate(() => void Object.assign(window, { isPrevented: false, isDisabling: true }))
    await press(page, 'Save')
    await seeStored(page, 1)
    assert.deepEqual(trial.stored, [draft])
    assert.equal(heard, 2)
  })

  test('are left to the browser if they change nothing, and the page needs no library', async ({
    assert,
    browserContext,
  }) => {
    await serveScript(browserContext)
    const page = await openAs(user, browserContext, '/trial')
    const said: string[] = []
    page.on('pageerror', ({ message }) => said.push(message))
    page.on('request', (request) => request.url().endsWith('/check') && said.push(request.url()))
    await press(page, 'Close')
    await page.locator('dialog:has-text("Close")').waitFor({ state: 'hidden' })
    await press(page, 'Search')
    await seeStored(page, 1)
    assert.deepEqual(trial.stored, [{ 'GET /trial/search': { word: 'lost' } }])
    assert.isTrue(await page.evaluate(() => window.isAuthenticated && !('up' in window)))
    assert.deepEqual(said, [])
  })

  test('of a guest are sent, and a guest signs in', async ({ assert, browserContext }) => {
    await serveScript(browserContext)
    const page = await open(browserContext, '/login')
    assert.isFalse(await page.evaluate(() => window.isAuthenticated))
    await fillSignIn(page, user)
    await page.locator('#header', { hasText: 'Ada' }).waitFor()
    assert.isTrue(await page.evaluate(() => window.isAuthenticated))
  })
})
