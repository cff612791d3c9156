import { test } from '@japa/runner'
import type { Page, Route } from 'playwright'
import { ada, emptyDatabase, expireSessions } from '../support/database'
import { comeBack, flash, lesson, mark, openAs, routeOnce, settle, state } from '../support/browser'

const check = '**/api/user/check'

const answers: Record<string, (route: Route) => Promise<void>> = {
  'a lost network': (route) => route.abort('internetdisconnected'),
  'a 429': (route) => route.fulfill({ status: 429, body: 'false' }),
  'a 500': (route) => route.fulfill({ status: 500, body: 'false' }),
  'a 401': (route) => route.fulfill({ status: 401, body: 'false' }),
  'a 204': (route) => route.fulfill({ status: 204 }),
  'a 304': (route) => route.fulfill({ status: 304 }),
  'an empty body': (route) => route.fulfill({ body: '' }),
  'a quoted "false"': (route) => route.fulfill({ body: '"false"' }),
  'a number': (route) => route.fulfill({ body: '0' }),
  'an object': (route) => route.fulfill({ json: {} }),
  null: (route) => route.fulfill({ body: 'null' }),
  "a proxy's sign-in page": (route) =>
    route.fulfill({ contentType: 'text/html', body: '<h1>Hotel Wi-Fi</h1>false' }),
  'a redirect to another site': (route) =>
    route.fulfill({ status: 302, headers: { location: 'https://portal.example/login' } }),
}

async function countChecks(page: Page) {
  const seen: string[] = []
  page.on('request', (request) => request.url().endsWith('/api/user/check') && seen.push(request.url()))
  return seen
}

test.group('Faults of the check', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  for (const [name, answer] of Object.entries(answers)) {
    test(`${name} as the response changes nothing, and the next return checks again`, async ({
      assert,
      browserContext,
    }) => {
      const page = await openAs(await ada(), browserContext, '/lessons/open')
      await page.clock.install()
      await page.route(check, answer)
      await mark(page)

      await Promise.all([page.waitForRequest(check), comeBack(page)])
      await settle(page)
      assert.include(await state(page), { isAuthenticated: true, isSameDocument: true, changes: 0 })

      await page.unroute(check)
      await expireSessions()
      await page.clock.fastForward(5_000)
      await comeBack(page)
      await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
    })
  }

  test('a check without a response times out', async ({ assert, browserContext }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open')
    await page.clock.install()
    let asked = 0
    await page.route(check, () => void asked++)
    await mark(page)

    await Promise.all([page.waitForRequest(check), comeBack(page)])
    await Promise.all([page.waitForEvent('requestfailed'), page.clock.fastForward(5_001)])
    await page.unroute(check)
    await Promise.all([page.waitForResponse(check), comeBack(page)])
    assert.equal(asked, 1)
    assert.include(await state(page), { isAuthenticated: true, isSameDocument: true, changes: 0 })
  })

  test('a thousand returns send at most one check in five seconds, and the last state counts', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open')
    await page.clock.install()
    const asked = await countChecks(page)

    const storm = () =>
      page.evaluate(() => [...Array(500)].forEach(() => window.dispatchEvent(new Event('focus'))))
    await Promise.all([page.waitForResponse(check), storm()])
    await expireSessions()
    await storm()
    await settle(page)
    assert.lengthOf(asked, 1)

    await page.clock.fastForward(5_000)
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
    assert.lengthOf(asked, 2)
  })

  test('a response is dropped if another tab has changed the session since', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open')
    await mark(page)
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const late = async (route: Route) => {
      await held
      await route.fulfill({ body: 'false' })
    }
    await routeOnce(page, check, late)

    const again = page.waitForResponse(
      (response) => response.url().endsWith('/check') && !!response.headers()['x-session-stamp'],
    )
    await Promise.all([page.waitForRequest(check), comeBack(page)])
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    release()
    await again
    await settle(page)
    assert.include(await state(page), { isAuthenticated: true, isSameDocument: true })
  })

  test('a page after a reset is not reset again if the browser sends no cookie', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open')
    await page.route(check, (route) => route.fulfill({ body: 'false' }))
    let resets = 0
    page.on('request', (request) => request.url().includes('/go/auth/reset') && resets++)

    await comeBack(page)
    await page.waitForSelector('meta[name=session-reset]', { state: 'attached' })
    await page.waitForLoadState()
    assert.equal(await flash(page).count(), 0)
    await Promise.all([page.waitForResponse(check), comeBack(page)])
    await settle(page)
    assert.equal(resets, 1)
  })
})
