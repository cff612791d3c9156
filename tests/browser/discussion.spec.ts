import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import type { Page } from 'playwright'
import Comment from 'App/Models/Comment'
import type User from 'App/Models/User'
import { CommentFactory } from 'Database/factories'
import { ada, commentRows, emptyDatabase, expireSessions } from '../support/database'
import { comeBack, dialog, fillSignIn, flash, lesson, openAs, inDialog } from '../support/browser'
import { origin } from '../support/visitor'

const path = '/lessons/open'

/** Returns the position of the last comment, and whether address and focus belong to it. */
async function lastComment(page: Page) {
  const { id } = (await commentRows()).at(-1)!
  const comment = page.locator(`#comment-${id}`)
  await comment.waitFor()
  const { y, height } = (await comment.boundingBox())!
  const message = (await flash(page).boundingBox())!
  return {
    isInView: message.y >= 0 && y >= message.y + message.height && y + height <= page.viewportSize()!.height,
    isAddressed: page.url() === `${origin}${path}#comment-${id}`,
    isFocused: await comment.evaluate((element) => element === document.activeElement),
  }
}

const found = { isInView: true, isAddressed: true, isFocused: true }

test.group('The discussion', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    const { id: lessonId } = await lesson()
    user = await ada()
    const createdAt = DateTime.now().minus({ hours: 2, minutes: 5 })
    await CommentFactory.merge({ lessonId, userId: user.id, createdAt }).createMany(21)
  })

  test('a user sends a comment, sees that it is posted, and sees it in the window', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, path)
    await page.setViewportSize({ width: 800, height: 500 })
    const time = page.locator('.comment time').first()
    assert.equal(await time.textContent(), '2 hours ago')
    assert.match((await time.getAttribute('title'))!, /:\d\d:\d\d /)
    await page.fill('#body', 'Hello there')
    await page.click('#comment-form button:not([type=button])')
    await page.locator('#announcer').getByText('Your comment is posted.').waitFor({ state: 'attached' })
    assert.deepEqual(await lastComment(page), found)
    const top = async () => (await flash(page).boundingBox())!.y
    assert.isAtLeast(await top(), 0)

    await page.mouse.wheel(0, 10)
    await page.waitForFunction(() => document.querySelector('#main .flash')!.getBoundingClientRect().y < 0)
    await page.evaluate(() => window.scrollTo(0, 0))
    await flash(page).getByRole('button', { name: 'Dismiss' }).click()
    assert.equal(await flash(page).count(), 0)
    assert.equal(await page.evaluate(() => document.activeElement!.id), 'main')
  })

  test('a user edits a comment, and deletes it with a second press', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, path)
    await page.locator('.comment').first().getByRole('link', { name: 'Edit' }).click()
    await page.fill('#edit-form #body', 'Edited here')
    await page.getByRole('button', { name: 'Save comment' }).click()
    await flash(page).getByText('Your comment is saved.').waitFor()
    assert.deepEqual(await lastComment(page), found)

    const comment = page.locator('.comment').first()
    assert.isFalse(await comment.getByRole('button', { name: 'Delete this comment' }).isVisible())
    await comment.locator('summary', { hasText: 'Delete' }).click()
    await comment.getByRole('button', { name: 'Delete this comment' }).click()
    await flash(page).getByText('Your comment is deleted.').waitFor()
    await page.waitForURL(`${origin}${path}#discussion`)
    assert.lengthOf(await commentRows(), 20)
  })

  test('a reader copies the address of a comment, and finds it clear of the edges when others are newer', async ({
    browser,
  }) => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await openAs(user, context, path)
    await page.setViewportSize({ width: 800, height: 500 })
    const id = await page.locator('.comment').nth(9).getAttribute('id')
    await page.locator(`#${id}`).getByRole('button', { name: 'Copy link' }).click()
    await page.locator(`#${id}`).getByRole('button', { name: 'Copied' }).waitFor()
    const address = await page.evaluate(() => navigator.clipboard.readText())

    const { lessonId } = await Comment.firstOrFail()
    await CommentFactory.merge({ lessonId, userId: user.id }).createMany(25)
    /** Waits until the comment is in the window, clear of its edges. */
    const isClear = () =>
      page.waitForFunction((id) => {
        const comment = document.querySelector(`#${id}`)?.getBoundingClientRect()
        const bar = document.querySelector('.development')!.getBoundingClientRect()
        return comment && comment.top >= 8 && comment.bottom <= bar.top
      }, id)
    await page.goto(address)
    await isClear()
    const shown = page.url()
    await CommentFactory.merge({ lessonId, userId: user.id }).createMany(25)
    await page.goto(origin)
    await page.goto(shown)
    await isClear()
    await page.evaluate(() => scrollTo(0, 0))
    await page.locator(`#${id} header a`).click()
    await page.waitForFunction(() => scrollY > 0)
    await isClear()
    await context.close()
  })

  test('a question before a deletion has a way back', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, path)
    const [comment] = await page.locator('.comment').all()
    await comment.getByText('Delete', { exact: true }).click()
    await comment.getByRole('button', { name: 'Delete this comment' }).waitFor()
    await comment.getByText('Cancel').click()
    assert.isFalse(await comment.getByRole('button', { name: 'Delete this comment' }).isVisible())
    assert.isTrue(await comment.getByText('Delete', { exact: true }).isVisible())
    assert.lengthOf(await commentRows(), 21)
  })

  test('what an author wrote about themselves is one press away', async ({ assert, browserContext }) => {
    await user.merge({ bio: 'I write\nשלום' }).save()
    const page = await openAs(user, browserContext, path)
    const about = page.getByRole('region', { name: 'About Ada' })
    assert.equal(await about.count(), 0)
    await page.locator('.comment').nth(3).getByRole('button', { name: 'Ada' }).click()
    assert.equal(await about.locator('p').innerText(), 'I write\nשלום')
    await page.keyboard.press('Escape')
    assert.equal(await about.count(), 0)
  })

  test('the characters are counted near the limit, for eyes and for screen readers', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, path)
    const count = page.locator('#comment-form .count')
    await page.fill('#body', 'x'.repeat(8_999))
    assert.isFalse(await count.isVisible())
    await page.fill('#body', 'x'.repeat(9_000))
    assert.equal(await count.innerText(), '1,000 characters left')
    await page.fill('#body', 'x'.repeat(10_001))
    assert.equal(await count.innerText(), '1 character too many')
    await page.locator('#comment-form [role=status]').getByText('1 character too many').waitFor()
    assert.lengthOf(await page.inputValue('#body'), 10_001)
  })

  test('a session ends while a user edits: the text stays behind the dialog and is sent once', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, path)
    await page.locator('.comment').first().getByRole('link', { name: 'Edit' }).click()
    await page.fill('#edit-form #body', 'Edited for long')
    const sent: string[] = []
    page.on('request', (request) => request.url().includes('_method=PUT') && sent.push(request.url()))
    await expireSessions()
    await comeBack(page)
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })

    assert.equal(await page.inputValue('#edit-form #body'), 'Edited for long')
    await page.getByRole('button', { name: 'Save comment' }).click()
    await flash(page).getByText('Your comment is saved.').waitFor()
    assert.lengthOf(sent, 1)
    assert.equal((await commentRows()).at(-1)!.body, 'Edited for long')
  })

  test('without JavaScript it does the same, and messages no longer cover the page after ten seconds', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 800, height: 500 },
    })
    const page = await openAs(user, context, path)
    await page.fill('#body', 'Hello there')
    await page.click('#comment-form button:not([type=button])')
    assert.deepEqual(await lastComment(page), found)
    assert.isTrue(await flash(page).getByText('Your comment is posted.').isVisible())
    const position = () => page.locator('#flash').evaluate((element) => getComputedStyle(element).position)
    assert.equal(await position(), 'sticky')
    await page.locator('#flash').evaluate((element) => element.getAnimations().forEach((one) => one.finish()))
    assert.equal(await position(), 'static')
    await context.close()
  })

  test('two edits of one comment: the second is told, sees both texts, and decides', async ({
    assert,
    browserContext,
  }) => {
    const { id } = (await commentRows())[0]
    const [first, second] = [
      await openAs(user, browserContext, `/comments/${id}/edit`),
      await openAs(user, browserContext, `/comments/${id}/edit`),
    ]
    const save = async (page: Page, text: string) => {
      await page.fill('#body', text)
      await page.click('#edit-form button:not([type=button])')
    }
    await first.fill('#body', 'x'.repeat(10_001))
    assert.lengthOf(await first.inputValue('#body'), 10_001)
    await save(first, 'The first')
    await flash(first).filter({ hasText: 'Your comment is saved.' }).waitFor()

    await save(second, 'The second')
    await second.getByText('so your text was not saved').first().waitFor()
    assert.equal(await second.getByLabel('The comment as it is now').inputValue(), 'The first')
    assert.equal(await second.inputValue('#body'), 'The second')
    await second.getByRole('button', { name: 'Save my text instead' }).click()
    await flash(second).filter({ hasText: 'Your comment is saved.' }).waitFor()
    assert.equal((await commentRows())[0].body, 'The second')
  })

  test('an edit of a comment that is gone stays on the page', async ({ assert, browserContext }) => {
    const { id } = (await commentRows())[0]
    const page = await openAs(user, browserContext, `/comments/${id}/edit`)
    await Comment.query().where('id', id).delete()
    await page.fill('#body', 'A long thought')
    await page.click('#edit-form button:not([type=button])')
    await page.locator('#edit-form .flash').getByText('Page not found.').waitFor()
    assert.equal(await page.inputValue('#body'), 'A long thought')
  })
})

test.group('A form with errors', (group) => {
  group.each.setup(emptyDatabase)

  test('lists the errors at the top, each with a link to its field', async ({ assert, browserContext }) => {
    const page = await openAs(await ada(), browserContext, '/account')
    await page.setViewportSize({ width: 800, height: 400 })
    await page.locator('#account-form').evaluate((form: HTMLFormElement) => (form.noValidate = true))
    await page.fill('#name', '')
    await page.locator('#bio').evaluate((bio: HTMLTextAreaElement) => (bio.value = 'x'.repeat(5001)))
    await page.click('#account-form button:not([type=button])')

    const summary = page.getByRole('alert', { name: 'Please check what you entered' })
    await summary.waitFor()
    assert.deepEqual(await summary.getByRole('listitem').allTextContents(), [
      'Enter your name.',
      'Use at most 5,000 characters.',
    ])
    await summary.getByRole('link').last().click()
    assert.equal(await page.evaluate(() => document.activeElement!.id), 'bio')
  })
})
