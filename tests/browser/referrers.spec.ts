import { test } from '@japa/runner'
import Comment from 'App/Models/Comment'
import type User from 'App/Models/User'
import { ada, emptyDatabase, expireSessions } from '../support/database'
import { comeBack, fillSignIn, flash, lesson, open, openAs } from '../support/browser'
import { sendPolicy } from '../support/referrers'
import { origin } from '../support/visitor'

const address = `${origin}/lessons/open?page=1`
const text = 'Eine Zeile, 🚀 und noch eine.\n'.repeat(200).trim()

for (const policy of ['no-referrer', 'strict-origin']) {
  test.group(`Pages with the policy ${policy}`, (group) => {
    let user: User

    group.each.setup(async () => {
      await emptyDatabase()
      await lesson()
      user = await ada()
    })
    group.each.setup(() => sendPolicy(policy))

    test('come back after the reset', async ({ browserContext }) => {
      const page = await openAs(user, browserContext, '/lessons/open?page=1')
      await expireSessions()
      await comeBack(page)
      await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
      await page.waitForURL(address)
    })

    test('sign in without JavaScript, and lose neither a text nor the way to it', async ({
      assert,
      browser,
    }) => {
      const context = await browser.newContext({ javaScriptEnabled: false })
      const page = await open(context, '/login?return=%2Faccount')
      await fillSignIn(page, user)
      await page.waitForURL(`${origin}/account`)
      await page.locator('#account-form').waitFor()

      await page.goto(address)
      await page.fill('#body', text)
      await expireSessions()
      await page.click('#comment-form button:not([type=button])')
      await page.getByText('Your text is kept.').waitFor()
      await fillSignIn(page, user)
      await page.waitForURL(address)
      assert.equal(await page.inputValue('#body'), text)

      await page.click('#comment-form button:not([type=button])')
      await flash(page).filter({ hasText: 'Your comment is posted.' }).waitFor()
      assert.deepEqual(
        (await Comment.query()).map(({ body }) => body),
        [text],
      )
      await context.close()
    })
  })
}
