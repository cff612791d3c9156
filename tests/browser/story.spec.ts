import { test } from '@japa/runner'
import { password } from 'Database/factories'
import { ada, emptyDatabase, expireSessions } from '../support/database'
import { comeBack, fillSignIn, flash, header, lesson, open, openAs, settle, state } from '../support/browser'
import { origin } from '../support/visitor'

const warning = 'Your session has expired.'

test.group('The story of a page that stays open', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  test('a user registers, reads, comments, leaves two tabs open, comes back, and sees that the session has expired', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(browserContext, '/lessons/open?page=1#discussion')
    await page.click('#header >> text=Register')
    await page.fill('#name', 'Ada')
    await page.fill('#email', 'ada@example.com')
    await page.fill('#password', 'correct horse battery')
    await page.fill('#password_confirmation', 'correct horse battery')
    await page.click('#registration-form button:not([type=button])')
    await page.waitForURL(`${origin}/lessons/open?page=1#discussion`)
    await page.fill('#body', 'A good lesson')
    await page.click('#comment-form button:not([type=button])')
    await page.getByText('A good lesson').waitFor()
    const other = await open(browserContext, '/lessons/open')

    await expireSessions()
    for (const tab of [page, other]) assert.isTrue((await state(tab)).isAuthenticated)
    await comeBack(page)
    for (const tab of [page, other]) {
      await flash(tab).filter({ hasText: warning }).waitFor()
      assert.isFalse((await state(tab)).isAuthenticated)
      await header(tab).getByText('Sign in').waitFor()
    }
  })

  test('the query and the fragment of a public page stay in the address', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open?page=2&from=mail#discussion')

    await page.setViewportSize({ width: 800, height: 300 })
    await expireSessions()
    await comeBack(page)
    await flash(page).filter({ hasText: warning }).waitFor()
    assert.equal(page.url(), `${origin}/lessons/open?page=2&from=mail#discussion`)
    assert.isAbove(await page.evaluate(() => scrollY), 0)
    assert.isAtLeast((await flash(page).boundingBox())!.y, 0)
  })

  test('a protected page redirects to the sign-in page and back, with query and fragment', async ({
    assert,
    browserContext,
  }) => {
    const user = await ada()
    const page = await openAs(user, browserContext, '/account?from=mail#password-form')

    await expireSessions()
    await comeBack(page)
    await flash(page).filter({ hasText: warning }).waitFor()
    assert.include(page.url(), '/login')

    await fillSignIn(page, user)
    await page.waitForURL(`${origin}/account?from=mail#password-form`)
    await page.locator('#account-form').waitFor()
  })

  test('a registration on the way keeps the query and the fragment', async ({ browserContext }) => {
    const page = await open(browserContext, '/lessons/open?from=mail#discussion')
    await header(page).getByText('Sign in').click()
    await page.locator('main').getByText('Register').click()
    for (const [field, text] of Object.entries({ name: 'Grace', email: 'grace@example.com' }))
      await page.fill(`#${field}`, text)
    for (const field of ['password', 'password_confirmation']) await page.fill(`#${field}`, password)
    await page.click('#registration-form button:not([type=button])')
    await page.waitForURL(`${origin}/lessons/open?from=mail#discussion`)
  })

  test('a link to the sign-in page keeps its own fragment', async ({ browserContext }) => {
    const page = await open(browserContext, '/login?return=%2Flessons%2Fopen%23discussion')
    await fillSignIn(page, await ada())
    await page.waitForURL(`${origin}/lessons/open#discussion`)
  })

  test('a link to a protected page shows the whole sign-in page with its address', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open')

    await expireSessions()
    await header(page).getByText('Ada').click()
    await flash(page).filter({ hasText: warning }).waitFor()
    assert.equal(page.url(), `${origin}/login?return=%2Faccount`)
    assert.equal(await page.title(), 'Sign in · Welcome Back')
    assert.isFalse((await state(page)).isAuthenticated)
    await header(page).getByText('Register').waitFor()
  })

  test('a link to a public page shows there that the session has ended', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open')

    await expireSessions()
    await header(page).getByText('Welcome Back').click()
    await flash(page).filter({ hasText: warning }).waitFor()
    assert.equal(page.url(), `${origin}/`)
    await header(page).getByText('Sign in').waitFor()
  })

  test('a page of a living session does not change', async ({ assert, browserContext }) => {
    const page = await openAs(await ada(), browserContext, '/lessons/open')

    await Promise.all([page.waitForResponse(/user\/check/), comeBack(page)])
    await settle(page)
    assert.equal(await flash(page).count(), 0)
    assert.isTrue((await state(page)).isAuthenticated)
  })

  test('without JavaScript, the next page says that the session has ended, and signing in leads back to it', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const user = await ada()
    const page = await openAs(user, context, '/lessons/open')

    await expireSessions()
    await header(page).getByText('Ada').click()
    await flash(page).filter({ hasText: warning }).waitFor()
    await page.goto(`${origin}/account#password-form`)
    await fillSignIn(page, user)
    assert.equal(page.url(), `${origin}/account#password-form`)
    await context.close()
  })
})
