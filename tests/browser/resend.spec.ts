import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import Database from '@ioc:Adonis/Lucid/Database'
import Comment from 'App/Models/Comment'
import User from 'App/Models/User'
import { ada, changeSecret, emptyDatabase, expireSessions, grace } from '../support/database'
import {
  asking,
  axiosIn,
  comeBack,
  dialog,
  fillSignIn,
  flash,
  header,
  inDialog,
  lesson,
  open,
  openAs,
  routeOnce,
  settle,
} from '../support/browser'
import { password } from 'Database/factories'

const newPassword = 'a new long password'
const text = 'Eine Zeile, 🚀 und noch eine.\n'.repeat(200).trim()

async function fillNewPassword(page: Page) {
  await page.fill('#current_password', password)
  for (const field of ['password', 'password_confirmation']) await page.fill(`#${field}`, newPassword)
}

async function sendPasswordAfterTheEnd(page: Page) {
  await fillNewPassword(page)
  await expireSessions()
  await page.click('#password-form button:not([type=button])')
}

async function isAnyPasswordKept() {
  const rows = JSON.stringify(await Database.from('sessions'))
  return [password, newPassword].some((secret) => rows.includes(secret))
}

/** Presses the button of a form many times, faster than a person can. */
const tenClicks = (page: Page, form: string) =>
  page.evaluate((form) => {
    for (let clicks = 0; clicks < 10; clicks++) document.querySelector<HTMLFormElement>(form)!.requestSubmit()
  }, form)

const stored = async () => (await Comment.query()).map(({ body }) => body)

/** Suppresses all hints to the pages of this browser, so that the form gets the first refusal. */
const withoutStream = (context: BrowserContext) =>
  context.route('**/api/user/events*', (route) => route.abort())

test.group('A form sent after the session ended', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  async function writtenComment(context: BrowserContext) {
    const page = await openAs(user, context, '/lessons/open')
    await page.fill('#body', text)
    return page
  }

  /** Sends a new password after the session ended, which opens the dialog. */
  async function refusedPassword(context: BrowserContext) {
    await withoutStream(context)
    const page = await openAs(user, context, '/account')
    await sendPasswordAfterTheEnd(page)
    await dialog(page).locator('form').waitFor()
    return page
  }

  /** Signs in in the dialog. Returns whether the user has the new password. */
  async function isPasswordChanged(page: Page) {
    await fillSignIn(page, user, inDialog)
    await flash(page).filter({ hasText: 'Your password is changed.' }).waitFor()
    return (await User.findOrFail(user.id)).hasPassword(newPassword)
  }

  test('a user signs in, and the comment is sent again, once', async ({ assert, browserContext }) => {
    const page = await writtenComment(browserContext)
    await expireSessions()

    await page.click('#comment-form button:not([type=button])')
    await dialog(page).locator('form').waitFor()
    assert.equal(await page.locator('#comment-form .flash').count(), 0)
    await fillSignIn(page, user, inDialog)
    await page.locator('.comment').waitFor()
    await header(page).getByText('Ada').waitFor()
    assert.deepEqual(await stored(), [text])
  })

  test('a user signs in, and the account is saved', async ({ assert, browserContext }) => {
    await withoutStream(browserContext)
    const page = await openAs(user, browserContext, '/account')
    await page.fill('#bio', text.slice(0, 4_900))
    await expireSessions()

    await page.click('#account-form button:not([type=button])')
    await fillSignIn(page, user, inDialog)
    await flash(page).filter({ hasText: 'Your account is saved.' }).waitFor()
    assert.equal((await User.findOrFail(user.id)).bio, text.slice(0, 4_900).trim())
  })

  test('a user signs in, and the password is changed and not stored anywhere else', async ({
    assert,
    browserContext,
  }) => {
    const page = await refusedPassword(browserContext)
    assert.isFalse(await isAnyPasswordKept())

    assert.isTrue(await isPasswordChanged(page))
  })

  test('a change of password waits for the sign-in, even if the user leaves the window and comes back', async ({
    assert,
    browserContext,
  }) => {
    const page = await refusedPassword(browserContext)
    await asking(page, () => comeBack(page))
    await settle(page)
    assert.isTrue(await isPasswordChanged(page))
  })

  test('a comment and an axios request that are refused together are both sent again', async ({
    assert,
    browserContext,
  }) => {
    const page = await writtenComment(browserContext)
    await expireSessions()
    let release = () => {}
    const refused = new Promise<void>((resolve) => (release = resolve))
    await routeOnce(page, '**/comments', async (route) => {
      await refused
      await route.continue()
    })

    await page.click('#comment-form button:not([type=button])')
    const axios = await axiosIn(page)
    const status = axios.evaluate((axios) =>
      axios.put('/account', { name: 'Ada', bio: '' }).then(({ status }: any) => status),
    )
    await page.waitForResponse((response) => response.status() === 401)
    release()
    await fillSignIn(page, user, inDialog)
    await page.locator('.comment').waitFor()
    assert.equal(await status, 200)
    assert.deepEqual(await stored(), [text])
  })

  test('two tabs with old tokens each send their comment', async ({ assert, browserContext }) => {
    const pages = [await writtenComment(browserContext), await open(browserContext, '/lessons/open')]
    await pages[1].fill('#body', 'From the other tab')
    await changeSecret()

    await Promise.all(pages.map((page) => page.click('#comment-form button:not([type=button])')))
    for (const page of pages) await page.locator('.comment').first().waitFor()
    assert.sameMembers(await stored(), [text, 'From the other tab'])
  })

  test('a user clicks ten times, and one comment is stored', async ({ assert, browserContext }) => {
    const page = await writtenComment(browserContext)
    await tenClicks(page, '#comment-form')
    await page.locator('.comment').waitFor()
    await page.waitForLoadState('networkidle')
    assert.deepEqual(await stored(), [text])
  })

  test('ten copies of one form are sent at once, and one comment is stored', async ({
    assert,
    browserContext,
  }) => {
    const page = await writtenComment(browserContext)
    const statuses = await page.evaluate(() => {
      const form = document.querySelector<HTMLFormElement>('#comment-form')!
      const body = new URLSearchParams(new FormData(form) as any)
      const send = () => fetch(form.action, { method: 'POST', body }).then(({ status }) => status)
      return Promise.all(Array.from({ length: 10 }, send))
    })
    assert.deepEqual([...new Set(statuses)], [200])
    assert.deepEqual(await stored(), [text])
  })

  test('a user changes the text during the request, and the change is sent too', async ({
    assert,
    browserContext,
  }) => {
    const page = await writtenComment(browserContext)
    await page.evaluate(() => {
      const form = document.querySelector<HTMLFormElement>('#comment-form')!
      form.requestSubmit()
      form.querySelector('textarea')!.value = 'Better'
      form.requestSubmit()
    })
    await page.locator('.comment').getByText('Better').waitFor()
    assert.include(await stored(), 'Better')
  })

  test('a user clicks ten times, and the password is changed once', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/account')
    await fillNewPassword(page)
    await tenClicks(page, '#password-form')
    await flash(page).filter({ hasText: 'Your password is changed.' }).waitFor()
    assert.equal(await dialog(page).count(), 0)
    assert.isTrue(await (await User.findOrFail(user.id)).hasPassword(newPassword))
  })

  test('a second press during the first request does nothing', async ({ assert, browserContext }) => {
    const page = await writtenComment(browserContext)
    await page.click('#comment-form button:not([type=button])')
    const form = page.locator('.comment form')
    const press = () => form.evaluate((form: HTMLFormElement) => form.requestSubmit())
    let arrived = () => {}
    const arrival = new Promise<void>((resolve) => (arrived = resolve))
    let release = () => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    await page.route('**/comments/*', async (route) => {
      const response = await route.fetch({ maxRedirects: 0 })
      arrived()
      await released
      await route.fulfill({ response })
    })

    await press()
    await arrival
    await press()
    release()
    await flash(page).filter({ hasText: 'Your comment is deleted.' }).waitFor()
    assert.deepEqual(await stored(), [])
  })

  test('the response to a new password is lost; the user signs in with it and is told that it is changed', async ({
    assert,
    browserContext,
  }) => {
    await withoutStream(browserContext)
    const page = await openAs(user, browserContext, '/account')
    const cookies = await browserContext.cookies()
    await fillNewPassword(page)
    await routeOnce(page, '**/account/password**', async (route) => {
      await route.fetch({ maxRedirects: 0 })
      await browserContext.addCookies(cookies)
      await route.abort('connectionreset')
    })
    await page.click('#password-form button:not([type=button])')
    await page.locator('#password-form').getByText('The site does not respond.').waitFor()

    await page.click('#password-form button:not([type=button])')
    await dialog(page).getByText('You signed in again, so this session ended.').waitFor()
    await fillSignIn(page, user, inDialog, newPassword)
    await flash(page).filter({ hasText: 'Your password is changed.' }).waitFor()
    assert.isTrue(await (await User.findOrFail(user.id)).hasPassword(newPassword))
  })

  test('the response to a form is lost; the form is sent again, and one comment is stored', async ({
    assert,
    browserContext,
  }) => {
    const page = await writtenComment(browserContext)
    await routeOnce(page, '**/comments', async (route) => {
      await route.fetch({ maxRedirects: 0 })
      await route.abort('connectionreset')
    })

    await page.click('#comment-form button:not([type=button])')
    await page.locator('#comment-form').getByText('The site does not respond.').waitFor()
    assert.deepEqual(await stored(), [text])
    assert.equal(await page.inputValue('#body'), text)
    await page.click('#comment-form button:not([type=button])')
    await page.locator('.comment').waitFor()
    assert.deepEqual(await stored(), [text])
  })

  test('an old token in a living session is renewed without a message', async ({
    assert,
    browserContext,
  }) => {
    const page = await writtenComment(browserContext)
    await changeSecret()

    await page.click('#comment-form button:not([type=button])')
    await page.locator('.comment').waitFor()
    assert.equal(await page.locator('#main .flash.warning').count(), 0)
    assert.deepEqual(await stored(), [text])
  })

  for (const [name, refuse, recover] of [
    ['of the token', changeSecret, async () => {}],
    ['of the session', expireSessions, (page: Page) => fillSignIn(page, user, inDialog)],
  ] as const) {
    test(`a second refusal ${name} shows a message at the form, which can be sent again`, async ({
      assert,
      browserContext,
    }) => {
      const page = await writtenComment(browserContext)
      let sent = 0
      await page.route('**/comments', async (route) => {
        sent++
        await refuse()
        await route.continue()
      })

      await page.click('#comment-form button:not([type=button])')
      await recover(page)
      await page.locator('#comment-form').getByText('This was not sent.').waitFor()
      assert.equal(sent, 2)
      assert.equal(await page.inputValue('#body'), text)
      assert.deepEqual(await stored(), [])

      await page.unroute('**/comments')
      await page.click('#comment-form button:not([type=button])')
      await recover(page)
      await page.locator('.comment').waitFor()
      assert.deepEqual(await stored(), [text])
    })
  }

  test('a network failure on the way to the sign-in page shows a message at the form', async ({
    assert,
    browserContext,
  }) => {
    const page = await writtenComment(browserContext)
    await expireSessions()
    const isDialogs = (url: URL) => url.href.includes('stamp=')
    await routeOnce(page, isDialogs, (route) => route.abort('internetdisconnected'))

    await page.click('#comment-form button:not([type=button])')
    await page.locator('#comment-form').getByText('This was not sent.').waitFor()
    assert.equal(await page.inputValue('#body'), text)
    await page.click('#comment-form button:not([type=button])')
    await fillSignIn(page, user, inDialog)
    await page.locator('.comment').waitFor()
    assert.deepEqual(await stored(), [text])
  })

  test('a network failure shows a message at the form, or above the page for a link', async ({
    assert,
    browserContext,
  }) => {
    const page = await writtenComment(browserContext)
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    await browserContext.setOffline(true)

    await page.click('#comment-form button:not([type=button])')
    await page.locator('#comment-form').getByText('The site does not respond. Your text').waitFor()
    await page.click('#header a')
    await page.locator('#flash').getByText('The site does not respond.').waitFor()
    assert.deepEqual(errors, [])
    assert.equal(await page.inputValue('#body'), text)

    await browserContext.setOffline(false)
    await page.click('#comment-form button:not([type=button])')
    await page.locator('.comment').waitFor()
    assert.equal(await page.locator('#main .flash.warning').count(), 0)
  })

  test('a server error shows a message at the form, and the text stays', async ({
    assert,
    browserContext,
  }) => {
    const page = await writtenComment(browserContext)
    const failure = '<title>Failure</title><main up-main><h1>Something went wrong on our side.</h1></main>'
    await routeOnce(page, '**/comments', (route) =>
      route.fulfill({ status: 500, contentType: 'text/html', body: failure }),
    )

    await page.click('#comment-form button:not([type=button])')
    await page.locator('#comment-form').getByText('Something went wrong on our side.').waitFor()
    assert.equal(await page.inputValue('#body'), text)
    await page.click('#comment-form button:not([type=button])')
    await page.locator('.comment').waitFor()
    assert.deepEqual(await stored(), [text])
  })

  for (const path of ['/login', '/register']) {
    test(`${path} works after it stayed open overnight`, async ({ browserContext }) => {
      const page = await open(browserContext, path)
      await expireSessions()
      if (path === '/login') await fillSignIn(page, user)
      else {
        await page.fill('#name', 'Grace')
        await page.fill('#email', 'grace@example.com')
        await page.fill('#password', password)
        await page.fill('#password_confirmation', password)
        await page.click('#registration-form button:not([type=button])')
      }
      await header(page).getByText('Sign out').waitFor()
    })
  }
})

test.group('A form sent after the session ended, without JavaScript', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  for (const [path, form, field] of [
    ['/lessons/open', '#comment-form', '#body'],
    ['/account', '#account-form', '#bio'],
  ]) {
    test(`the form on ${path} is filled in after the sign-in`, async ({ assert, browser }) => {
      const context = await browser.newContext({ javaScriptEnabled: false })
      const user = await ada()
      const page = await openAs(user, context, path)
      await page.fill(field, text.slice(0, 4_900))
      await expireSessions()

      await page.click(`${form} button`)
      await page.getByText('Your text is kept.').waitFor()
      await fillSignIn(page, user)
      await page.setViewportSize({ width: 800, height: 300 })
      await flash(page).getByRole('link').click()
      const { y, height } = (await page.locator(field).boundingBox())!
      assert.isTrue(y < 300 && y + height > 0, `${field} is in view`)
      assert.equal(await page.inputValue(field), text.slice(0, 4_900))

      await page.click(`${form} button`)
      await page.waitForLoadState()
      assert.equal(await page.locator('[data-typed]').count(), 0)
      await context.close()
    })
  }

  /** Sends a comment as Ada after the session ended, and waits for the message that it is kept. */
  async function refusedComment(context: BrowserContext) {
    const page = await openAs(await ada(), context, '/lessons/open')
    await page.fill('#body', text)
    await expireSessions()
    await page.click('#comment-form button:not([type=button])')
    await page.getByText('Your text is kept.').waitFor()
    return page
  }

  test('another user does not see the text', async ({ assert, browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await refusedComment(context)
    await fillSignIn(page, await grace())
    await page.locator('#comment-form').waitFor()
    assert.equal(await page.inputValue('#body'), '')
    assert.notInclude(JSON.stringify(await Database.from('sessions')), 'Eine Zeile')
    await context.close()
  })

  test('the text is removed after an hour', async ({ assert, browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await refusedComment(context)
    await Database.from('kept_forms').update({ expires_at: 1 })
    await fillSignIn(page, await User.findByOrFail('name', 'Ada'))
    await page.locator('#comment-form').waitFor()
    assert.equal(await page.inputValue('#body'), '')
    await context.close()
  })

  test('a form with passwords is shown empty', async ({ assert, browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const user = await ada()
    const page = await openAs(user, context, '/account')
    await sendPasswordAfterTheEnd(page)
    await page.getByText('Your last action was not done.').waitFor()
    assert.isFalse(await isAnyPasswordKept())

    await fillSignIn(page, user)
    await page.waitForURL('**/account')
    const typed = await page
      .locator('#password-form input[type=password]')
      .evaluateAll((fields: HTMLInputElement[]) => fields.map(({ value }) => value).join(''))
    assert.equal(typed, '')
    assert.isFalse(await (await User.findOrFail(user.id)).hasPassword(newPassword))
    await context.close()
  })

  test('a form with an old token is shown filled in, with one message', async ({ assert, browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await openAs(await ada(), context, '/lessons/open')
    await page.fill('#body', text)
    await changeSecret()

    await page.click('#comment-form button:not([type=button])')
    assert.equal(await page.locator('#main .flash').count(), 1)
    assert.equal(await page.inputValue('#body'), text)
    await page.click('#comment-form button:not([type=button])')
    assert.deepEqual(await stored(), [text])
    await context.close()
  })
})
