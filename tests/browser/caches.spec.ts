import { test } from '@japa/runner'
import type { BrowserContext } from 'playwright'
import { ada, emptyDatabase, expireSessions } from '../support/database'
import { comeBack, flash, header, lesson, openAs, routeOnce, state } from '../support/browser'

declare global {
  interface Window {
    seen: string[]
  }
}

/** Records the text of every frame that this document paints. */
function watchText() {
  window.seen = []
  const noteFrame = () => {
    window.seen.push(document.body?.innerText ?? '')
    requestAnimationFrame(noteFrame)
  }
  noteFrame()
}

const secret = 'Only Ada may read this.'

test.group('Back and Forward', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  async function privatePage(context: BrowserContext) {
    const user = await ada()
    await user.merge({ bio: secret }).save()
    return openAs(user, context, '/account')
  }

  test('a visitor signs out, and Back does not show the private page', async ({ assert, browserContext }) => {
    const page = await privatePage(browserContext)
    await page.getByText(secret).waitFor()
    await page.click('.brand')
    await page.getByText('How a web page notices').waitFor()
    await header(page).getByText('Sign out').click()
    await flash(page).waitFor()

    await page.goBack()
    await page.locator('#login-form').waitFor()
    assert.notInclude(await page.content(), secret)
  })

  test('a session expires, and Back does not show the private page, not even for a moment', async ({
    assert,
    browserContext,
  }) => {
    const page = await privatePage(browserContext)
    await page.click('.brand')
    await page.getByText('How a web page notices').waitFor()
    await expireSessions()
    await comeBack(page)
    await flash(page).waitFor()

    await page.addInitScript(watchText)
    await page.evaluate(watchText)
    await page.goBack()
    await page.locator('#login-form').waitFor()
    const seen = await page.evaluate(() => window.seen)
    assert.isNotEmpty(seen)
    assert.isFalse(seen.some((text) => text.includes(secret)))
  })

  test('with full page loads, as without Unpoly, Back asks the server again', async ({
    assert,
    browserContext,
  }) => {
    const page = await privatePage(browserContext)
    await page.evaluate(() => location.assign('/'))
    await page.getByText('How a web page notices').waitFor()
    await expireSessions()

    await page.goBack()
    await page.locator('#login-form').waitFor()
    assert.notInclude(await page.content(), secret)
  })

  test('a private page is hidden in the back/forward cache, and shown after the check', async ({
    assert,
    browserContext,
  }) => {
    const page = await privatePage(browserContext)
    const isShown = () => page.locator('#account-form').isVisible()

    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
    assert.isFalse(await isShown())

    await routeOnce(page, '**/api/user/check', (route) => route.abort('internetdisconnected'))
    await Promise.all([
      page.waitForEvent('requestfailed'),
      page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))),
    ])
    assert.isFalse(await isShown())
    await page.getByText('Checking who is signed in…').waitFor()

    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await page.locator('#account-form').waitFor()
  })

  test('the viewer changes, and the cache of Unpoly is empty', async ({ assert, browserContext }) => {
    const page = await privatePage(browserContext)
    const cached = () =>
      page.evaluate(() => (window as any).up.cache.get({ url: '/lessons/open' }) !== undefined)
    await page.click('.brand')
    await page.getByText('Lesson', { exact: false }).first().waitFor()
    await page.click('.lessons a')
    await page.locator('#comment-form').waitFor()
    assert.isTrue(await cached())

    await header(page).getByText('Sign out').click()
    await flash(page).waitFor()
    assert.isFalse(await cached())
    assert.isFalse((await state(page)).isAuthenticated)
  })
})
