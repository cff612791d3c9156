import { test } from '@japa/runner'
import { ada, commentRows, emptyDatabase, expireSessions } from '../support/database'
import { comeBack, dialog, header, lesson, mark, openAs, state } from '../support/browser'
import { linkTo } from '../support/mails'
import { origin } from '../support/visitor'

const fresh = 'another good password'

test.group('A forgotten password', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  test('loses nothing: the link in a mail signs in, and the tab with the typed text continues', async ({
    assert,
    browserContext,
  }) => {
    const user = await ada()
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.fill('#body', 'Half a thought')
    await page.locator('#body').evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(5, 7))
    await mark(page)
    await expireSessions()
    await comeBack(page)

    const [tab] = await Promise.all([
      browserContext.waitForEvent('page'),
      dialog(page).getByText('Forgot your password?').click(),
    ])
    await tab.fill('#email', user.email)
    await tab.getByText('Send the link').click()
    await tab.locator('#flash').getByText('a mail with a link is on its way').waitFor()
    assert.isTrue(await dialog(page).locator('form').isVisible())

    await tab.goto(origin + (await linkTo(user.email)))
    await tab.fill('#password', fresh)
    await tab.fill('#password_confirmation', fresh)
    await tab.getByText('Set the new password').click()
    await tab.locator('#flash').getByText('Your new password is set, and you are signed in.').waitFor()
    assert.equal(tab.url(), `${origin}/`)

    await dialog(page).waitFor({ state: 'detached' })
    await header(page).getByText('Ada').waitFor()
    assert.isTrue((await state(page)).isSameDocument)
    const caret = () =>
      page.evaluate(() => {
        const area = document.activeElement as HTMLTextAreaElement
        return [area.id, area.value, area.selectionStart, area.selectionEnd]
      })
    assert.deepEqual(await caret(), ['body', 'Half a thought', 5, 7])

    await page.click('#comment-form button:not([type=button])')
    await page.locator('.comment').getByText('Half a thought').waitFor()
    assert.lengthOf(await commentRows(), 1)
  })

  test('is replaced without JavaScript, too', async ({ assert, browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const [user, page] = [await ada(), await context.newPage()]
    await page.goto(`${origin}/login?return=%2Faccount`)
    await page.getByText('Forgot your password?').click()
    await page.fill('#email', user.email)
    await page.getByText('Send the link').click()
    await page.goto(origin + (await linkTo(user.email)))
    await page.fill('#password', fresh)
    await page.fill('#password_confirmation', fresh)
    await page.getByText('Set the new password').click()
    assert.equal(page.url(), `${origin}/account`)
    await header(page).getByText('Ada').waitFor()
    await context.close()
  })
})
