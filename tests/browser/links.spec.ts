import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import type User from 'App/Models/User'
import { ada, emptyDatabase, expireSessions, grace } from '../support/database'
import {
  dialog,
  fillSignIn,
  flash,
  header,
  inDialog,
  lesson,
  mark,
  openAs,
  signIn,
  state,
} from '../support/browser'
import { origin } from '../support/visitor'

const text = 'Half a comment'

/** Links that need a sign-in, and what shows that their target was reached. */
const links: Record<string, [attributes: Record<string, string>, reached: string]> = {
  'a link to a page': [{}, 'main > section #account-form, main #account-form'],
  'a link to a part of a page': [{ 'up-target': 'h1' }, 'h1:text("Your account")'],
  'a link to an overlay': [{ 'up-layer': 'new', 'up-target': '#account-form' }, 'up-modal #account-form'],
  'a link that was loaded before it was pressed': [{ 'up-preload': '' }, 'main #account-form'],
}

test.group('From a page with typed text', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  /** Follows a link to the account after the session ended. */
  async function follow(context: BrowserContext, attributes: Record<string, string> = {}) {
    const page = await openAs(user, context, '/lessons/open')
    await page.fill('#body', text)
    await mark(page)
    await expireSessions()
    await page.evaluate((attributes) => {
      const link = Object.assign(document.createElement('a'), { id: 'link', textContent: 'Account' })
      for (const [name, value] of Object.entries({ href: '/account', ...attributes }))
        link.setAttribute(name, value)
      document.querySelector('h1')!.after(link)
      ;(window as any).up.hello(link)
    }, attributes)
    await page.hover('#link')
    await page.click('#link')
    await dialog(page).locator('[name=password]').waitFor()
    return page
  }

  for (const [name, [attributes, reached]] of Object.entries(links)) {
    test(`${name} opens the dialog, and is followed after the sign-in`, async ({
      assert,
      browserContext,
    }) => {
      const page = await follow(browserContext, attributes)
      assert.equal(await page.inputValue('#body'), text)
      await dialog(page).getByText('Your text is still here.').waitFor()

      await fillSignIn(page, user, inDialog)
      await page.locator(reached).waitFor()
      assert.isTrue((await state(page)).isSameDocument)
      assert.equal(await dialog(page).count(), 0)
    })
  }

  test('"Discard" goes to the target of the link at once', async ({ browserContext }) => {
    const page = await follow(browserContext)
    await dialog(page).getByText('Discard what I typed').click()
    await dialog(page).getByText('Discard it', { exact: true }).click()
    await page.waitForURL(`${origin}/login?return=%2Faccount`)
    await page.locator('#login-form').waitFor()
  })

  for (const isTyped of [true, false]) {
    test(`${isTyped ? 'a' : 'no'} text, and a poll leads nowhere else after the end`, async ({
      assert,
      browserContext,
    }) => {
      await browserContext.route('**/api/user/events*', (route) => route.abort())
      const page = await openAs(user, browserContext, '/lessons/open')
      if (isTyped) await page.fill('#body', text)
      await expireSessions()
      await page.evaluate(() => {
        const part = Object.assign(document.createElement('div'), { id: 'account-form' })
        part.setAttribute('up-source', '/account')
        document.querySelector('h1')!.after(part)
        ;(window as any).up.radio.startPolling(part, { interval: 1 })
      })
      if (isTyped) {
        await dialog(page).getByText('Discard what I typed').click()
        await dialog(page).getByText('Discard it', { exact: true }).click()
      }
      await page.getByText('Your session has expired.').first().waitFor()
      assert.equal(page.url(), `${origin}/lessons/open`)
    })
  }
})

test.group('After another user signed in', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  async function switched(context: BrowserContext): Promise<Page> {
    const page = await openAs(user, context, '/lessons/open')
    await page.fill('#body', text)
    await mark(page)
    await signIn(context, await grace())
    await page.click('#comment-form button:not([type=button])')
    await dialog(page).getByText('You are now signed in as Grace').waitFor()
    return page
  }

  test('the former user signs in again over the page, and the text is theirs', async ({
    assert,
    browserContext,
  }) => {
    const page = await switched(browserContext)
    await dialog(page).getByRole('button', { name: 'Sign in as Ada again' }).click()
    await dialog(page).getByRole('button', { name: 'Back to the page' }).click()
    await dialog(page).getByRole('button', { name: 'Sign in as Ada again' }).click()
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    await page.locator('.comment').getByText(text).waitFor()
    await header(page).getByText('Ada').waitFor()
    assert.isTrue((await state(page)).isSameDocument)
  })

  test('the text can be copied, and the reload asks once more', async ({ assert, browserContext }) => {
    await browserContext.grantPermissions(['clipboard-read', 'clipboard-write'])
    const page = await switched(browserContext)
    await dialog(page).getByRole('button', { name: 'Copy the text' }).click()
    await dialog(page).getByText('Copied.').waitFor()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text)

    await page.keyboard.press('Escape')
    assert.isFalse(await dialog(page).getByText('Discard it and reload').isVisible())
    await dialog(page).getByText('Reload as Grace').click()
    await dialog(page).getByText('Discard it and reload').click()
    await flash(page).filter({ hasText: 'You are now signed in as Grace.' }).waitFor()
  })
})
