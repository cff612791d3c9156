import { test } from '@japa/runner'
import type { Response } from 'playwright'
import type User from 'App/Models/User'
import { ada, age, emptyDatabase, expireSessions, sessionOf } from '../support/database'
import {
  asking,
  comeBack,
  fillSignIn,
  flash,
  header,
  inDialog,
  lesson,
  mark,
  open,
  openAs,
  routeOnce,
  settle,
  signIn,
  state,
} from '../support/browser'
import { origin } from '../support/visitor'

const isPassive = (response: Response) => response.request().headers()['x-session-passive'] === 'true'

test.group("In Unpoly's world", (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  test('the verdict is still right after an update of the main area', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/')
    await page.click('.lessons a')
    await page.locator('#comment-form').waitFor()
    await expireSessions()

    await comeBack(page)
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
    assert.equal(page.url(), `${origin}/lessons/open`)
  })

  test('polls and preloads are no activity, but following a link is', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/')
    await age(user, 60 * 60_000)
    const { expires_at: end } = await sessionOf(user)
    const polled = page.waitForResponse(isPassive)
    await page.evaluate(() => {
      const { radio } = (window as any).up
      radio.startPolling(document.querySelector('#session-end'), { interval: 1 })
    })
    await polled
    await page.evaluate(() => (window as any).up.radio.stopPolling(document.querySelector('#session-end')))
    const preloaded = page.waitForResponse(isPassive)
    await page.evaluate(() => (window as any).up.link.preload(document.querySelector('.lessons a')))
    await preloaded
    assert.equal((await sessionOf(user)).expires_at, end)

    await page.click('#header [data-viewer]')
    await page.locator('#account-form').waitFor()
    assert.isAbove((await sessionOf(user)).expires_at, end)
  })

  test('Back to a page that redirects shows the address of the redirect', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(browserContext, '/lessons/open')
    await header(page).getByText('Sign in').click()
    await fillSignIn(page, user)
    await header(page).getByText('Ada').click()
    await page.locator('#account-form').waitFor()
    await page.goBack()
    await page.locator('#comment-form').waitFor()
    await page.goBack()
    await page.waitForURL(`${origin}/lessons/open`)
    assert.equal(await page.title(), 'A page left open · Welcome Back')
    await page.goForward()
    await page.goForward()
    await page.locator('#account-form').waitFor()
    assert.equal(page.url(), `${origin}/account`)
  })

  test('a sign-in without a page load makes the page one of the new session', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(browserContext, '/login')
    await mark(page)
    const before = await state(page)
    await page.fill('#email', user.email)
    await page.fill('#password', 'correct horse battery')
    await page.click('#login-form button:not([type=button])')
    await header(page).getByText('Ada').waitFor()

    const after = await state(page)
    const check = await browserContext.request.get(`${origin}/api/user/check`)
    assert.include(after, {
      isAuthenticated: true,
      isSameDocument: true,
      stamp: check.headers()['x-session-stamp'],
    })
    assert.notEqual(after.token, before.token)
  })

  test('a renewal also renews the forms of an overlay', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.evaluate(() => (window as any).up.layer.open({ url: '/account', target: '#account-form' }))
    await page.locator('up-modal #account-form').waitFor()
    const { stamp } = await state(page)
    await signIn(browserContext, user)

    await comeBack(page)
    await page.waitForFunction((before) => !document.querySelector(`[content="${before}"]`), stamp)
    const { token } = await state(page)
    assert.equal(await page.locator('up-modal [name=_csrf]').inputValue(), token)

    await page.fill('up-modal #bio', 'Written in an overlay')
    const isSaved = page.waitForResponse((response) => response.url().endsWith('/account') && response.ok())
    await page.click('up-modal #account-form button:not([type=button])')
    await isSaved
  })

  test('a check does not stop a navigation, and then judges the new page', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route(`${origin}/account`, async (route) => {
      await held
      await route.continue()
    })
    const checks: Response[] = []
    page.on('response', (response) => response.url().endsWith('/check') && checks.push(response))

    await header(page).getByText('Ada').click()
    await routeOnce(page, '**/api/user/check', (route) => route.fulfill({ body: 'false' }))
    await asking(page, () => comeBack(page))
    await settle(page)
    assert.equal(page.url(), `${origin}/lessons/open`)

    await Promise.all([page.waitForResponse(/user\/check/), release()])
    await page.locator('#account-form').waitFor()
    assert.deepEqual(await Promise.all(checks.map((check) => check.text())), ['false', 'true'])
    assert.isTrue((await state(page)).isAuthenticated)
  })

  test("a renewed page does not come back old out of Unpoly's cache", async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/')
    const { stamp } = await state(page)
    await page.click('.lessons a')
    await page.locator('#comment-form').waitFor()
    await page.click('.brand')
    await page.locator('.lessons').waitFor()
    await signIn(browserContext, user)
    await comeBack(page)
    await page.waitForFunction((before) => !document.querySelector(`[content="${before}"]`), stamp)
    const renewed = await state(page)

    await page.click('.lessons a')
    await page.locator('#comment-form').waitFor()
    assert.include(await state(page), { stamp: renewed.stamp, viewer: renewed.viewer, isAuthenticated: true })
  })

  test('the development bar ends the session and leaves the page as it is', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    const { stamp } = await state(page)

    await Promise.all([
      page.waitForResponse(/dev\/session\/expire/),
      page.getByText('Expire my session now').click(),
    ])
    await page.getByText('Done: your session is over on the server.').waitFor()
    await settle(page)
    assert.include(await state(page), { isAuthenticated: true, stamp })
    assert.equal(page.url(), `${origin}/lessons/open`)

    await page.fill('#body', 'kept')
    await comeBack(page)
    await fillSignIn(page, user, inDialog)
    await page.waitForFunction((before) => !document.querySelector(`[content="${before}"]`), stamp)
    assert.equal(await page.locator('#development-state').textContent(), '')
    assert.isTrue(await page.getByText('Expire my session now').isVisible())
  })

  test('the development bar offers a guest nothing to end, and covers nothing that has the focus', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(browserContext, '/login')
    await page.setViewportSize({ width: 320, height: 400 })
    const bar = page.locator('.development')
    assert.isFalse(await bar.getByRole('button').isVisible())
    assert.match(await bar.innerText(), /^Mails\s+You are signed out/)
    for (let count = 0; count < 11; count++) {
      await page.keyboard.press('Tab')
      const isCovered = await page.evaluate(() => {
        const { bottom } = document.activeElement!.getBoundingClientRect()
        return bottom > document.querySelector('.development')!.getBoundingClientRect().top
      })
      assert.isFalse(isCovered, await page.evaluate(() => document.activeElement!.outerHTML))
    }
  })

  test('a form with errors has a title that says so, until it has none', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(browserContext, '/login')
    for (let count = 0; count < 2; count++) {
      const answered = page.waitForResponse((response) => response.status() === 422)
      await fillSignIn(page, user, '', 'wrong')
      await answered
      await settle(page)
      assert.equal(await page.title(), 'Error: Sign in · Welcome Back')
    }
    await fillSignIn(page, user)
    await header(page).getByText('Ada').waitFor()
    assert.notInclude(await page.title(), 'Error')
  })

  test('a line that a link names is marked, on the way back too', async ({ assert, browserContext }) => {
    const page = await open(browserContext, '/code/lessons.show')
    await mark(page)
    const marked = () =>
      page.locator('.line').evaluateAll((lines) => {
        const plain = getComputedStyle(lines[0]).backgroundColor
        return lines
          .filter((line) => getComputedStyle(line).backgroundColor !== plain)
          .map(({ id }) => `#${id}`)
      })
    await page.locator('figcaption a').nth(1).click()
    await page.locator('.file').waitFor()
    const first = new URL(page.url()).hash
    assert.match(first, /^#L\d+$/)
    assert.deepEqual(await marked(), [first])
    await page.goBack()
    await page.locator('figcaption a').first().click()
    await page.locator('.file').getByText('Route.group').first().waitFor()
    assert.deepEqual(await marked(), [new URL(page.url()).hash])
    assert.isTrue((await state(page)).isSameDocument)
  })

  test('without JavaScript the development bar opens a tab that says that the session is over', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await openAs(user, context, '/lessons/open')
    await page.fill('#body', 'kept')
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.getByText('Expire my session now').click(),
    ])
    await tab.getByRole('heading', { name: 'Your session is over on the server' }).waitFor()
    await tab.getByText('Show the code behind this page').click()
    await tab.getByText('DevelopmentController.expire').waitFor()
    assert.equal(await page.inputValue('#body'), 'kept')
    await context.close()
  })
})
