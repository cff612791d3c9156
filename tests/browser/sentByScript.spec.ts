import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import type User from 'App/Models/User'
import { dialog, fillSignIn, inDialog, open, openAs } from '../support/browser'
import { ada, changeSecret, emptyDatabase, expireSessions } from '../support/database'
import { scriptWith } from '../support/script'
import { fields, trial } from '../support/trial'

const markup = `
  <form id="trial-form" method="POST" action="/trial/things" up-confirm="Sure?">
    ${fields}
    <input name="text" value="Mine"><button name="as" value="draft">Save</button>
  </form>`
const stored = [{ 'POST /trial/things': { text: 'Mine' } }]

/** Sends the form by `fetch`. Returns the status and the path of the response. */
const send = (page: Page, way: 'form' | 'json' | 'request') =>
  page.evaluate(async (way) => {
    const form = document.querySelector<HTMLFormElement>('#trial-form')!
    const fields = new URLSearchParams(new FormData(form) as any)
    const json = {
      body: JSON.stringify(Object.fromEntries(fields)),
      headers: { 'Content-Type': 'application/json' },
    }
    const init = { method: 'POST', ...(way === 'json' ? json : { body: fields }) }
    const { status, url } = await (way === 'request'
      ? fetch(new Request(form.action, init))
      : fetch(form.action, init))
    return [status, new URL(url).pathname]
  }, way)

const submit = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLFormElement>('#trial-form')!.submit())

const get = (page: Page, headers: Record<string, string> = {}) =>
  page.evaluate(
    (headers) =>
      fetch('/trial', { headers }).then(async (response) => [response.status, await response.text()]),
    headers,
  )

test.group('What a script sends, in an app with the options for it', (group) => {
  let [user, script]: [User, string] = [undefined!, '']

  group.setup(() => void (script = scriptWith('fetch: true, formSubmit: true')))
  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
    Object.assign(trial, { markup, stored: [] })
  })

  async function openTrial(context: BrowserContext) {
    await context.route(/\/assets\/app-.*\.js$/, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    )
    return openAs(user, context, '/trial')
  }

  for (const way of ['form', 'json', 'request'] as const) {
    test(`by fetch as ${way} is sent again after the session ended, and with an old token`, async ({
      assert,
      browserContext,
    }) => {
      const page = await openTrial(browserContext)
      await changeSecret()
      assert.deepEqual(await send(page, way), [200, '/trial'])
      assert.deepEqual(trial.stored, stored)
      assert.equal(await dialog(page).count(), 0)

      await expireSessions()
      const response = send(page, way)
      await fillSignIn(page, user, inDialog)
      assert.deepEqual(await response, [200, '/trial'])
      assert.deepEqual(trial.stored, [...stored, ...stored])
    })
  }

  test('by fetch with files is sent again with a fresh token in its body', async ({
    assert,
    browserContext,
  }) => {
    const page = await openTrial(browserContext)
    const before = await page.inputValue('[name=_csrf]')
    await changeSecret()
    const sent: [string, string][] = []
    await page.route('**/trial/things', (route) => {
      sent.push([route.request().headers()['content-type'], route.request().postData()!])
      const headers = { 'X-Session-Verdict': 'renewed' }
      return route.fulfill(sent.length === 1 ? { status: 403, headers } : { status: 200, body: 'stored' })
    })
    const answer = await page.evaluate(() => {
      const body = new FormData(document.querySelector<HTMLFormElement>('#trial-form')!)
      body.set('file', new Blob(['content']), 'file.txt')
      return fetch('/trial/things', { method: 'POST', body }).then((response) => response.text())
    })
    assert.equal(answer, 'stored')
    assert.include(sent[0][1], before)
    const [type, body] = sent[1]
    assert.include(body, await page.inputValue('[name=_csrf]'))
    assert.notInclude(body, before)
    assert.isTrue(body.startsWith(`--${type.split('boundary=')[1]}`))
    assert.include(body, 'content')
  })

  test('by fetch that reads a page resolves with the page after the sign-in', async ({
    assert,
    browserContext,
  }) => {
    const page = await openTrial(browserContext)
    await expireSessions()
    const response = get(page)
    await fillSignIn(page, user, inDialog)
    const [status, html] = await response
    assert.equal(status, 200)
    assert.include(html, '0 stored')
  })

  test('by fetch and refused twice resolves with the refusal', async ({ assert, browserContext }) => {
    const page = await openTrial(browserContext)
    let sent = 0
    await page.route('**/trial/things', async (route) => {
      sent++
      await changeSecret()
      await route.continue()
    })
    assert.deepEqual(await send(page, 'form'), [403, '/trial/things'])
    assert.equal(sent, 2)
  })

  test('in the background opens no dialog', async ({ assert, browserContext }) => {
    const page = await openTrial(browserContext)
    await expireSessions()
    assert.equal((await get(page, { 'X-Session-Passive': 'true' }))[0], 401)
    assert.equal(await dialog(page).count(), 0)
  })

  test('to another site has no token and no viewer', async ({ assert, browserContext }) => {
    await browserContext.addInitScript(() => {
      const { fetch } = window
      const seen: string[][] = []
      window.fetch = (input, init) => {
        seen.push([...new Request(input, init).headers.keys()])
        return fetch(input, init)
      }
      Object.assign(window, { seen })
    })
    const page = await openTrial(browserContext)
    const seen = await page.evaluate(async () => {
      for (const url of ['/trial', 'https://elsewhere.example/'])
        await fetch(url, { method: 'POST' }).catch(() => {})
      return (window as any).seen
    })
    assert.deepEqual(seen, [['x-csrf-token', 'x-session-viewer'], []])
  })

  test('by form.submit() is sent again after the session ended, without a button and without a question', async ({
    assert,
    browserContext,
  }) => {
    const page = await openTrial(browserContext)
    await expireSessions()
    await submit(page)
    await submit(page)
    await fillSignIn(page, user, inDialog)
    await page.locator('#stored').getByText('1 stored').waitFor()
    assert.deepEqual(trial.stored, stored)
  })

  test('by form.submit() to another tab opens it', async ({ assert, browserContext }) => {
    const page = await openTrial(browserContext)
    await page.evaluate(() => (document.querySelector<HTMLFormElement>('#trial-form')!.target = '_blank'))
    const [tab] = await Promise.all([browserContext.waitForEvent('page'), submit(page)])
    await tab.locator('#stored').getByText('1 stored').waitFor()
    assert.deepEqual(trial.stored, stored)
  })

  test("an app without the options keeps the browser's own functions", async ({ assert, browserContext }) => {
    const page = await open(browserContext, '/')
    const own = await page.evaluate(() => [String(fetch), String(HTMLFormElement.prototype.submit)])
    for (const text of own) assert.include(text, '[native code]')
  })
})
