import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import Comment from 'App/Models/Comment'
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
  settle,
  signIn,
  state,
} from '../support/browser'
import { origin } from '../support/visitor'

const text = "Ada's words"
const bodies = async () => (await Comment.query()).map(({ body }) => body)

/** Adds a link to the page, as an app could have one. */
const addLink = (page: Page, attributes: Record<string, string>) =>
  page.evaluate((attributes) => {
    const link = Object.assign(document.createElement('a'), { id: 'link', textContent: 'Follow' })
    for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value)
    document.querySelector('main')!.prepend(link)
    ;(window as any).up.hello(link)
  }, attributes)

/** Lets no check have an answer until it is released. */
async function holdChecks(page: Page) {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/api/user/check', async (route) => {
    await released
    await route.continue()
  })
  return { release, held: page.waitForRequest('**/api/user/check') }
}

test.group('The identity of a page', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  async function typedPage(context: BrowserContext) {
    const page = await openAs(user, context, '/lessons/open')
    await page.fill('#body', text)
    await mark(page)
    return page
  }

  /** Follows a link before the check has an answer. Returns what the page says then, and a function that goes on. */
  async function follow(page: Page, attributes: Record<string, string>) {
    await addLink(page, attributes)
    const before = { ...(await state(page)), header: await header(page).innerHTML() }
    const { held, release } = await holdChecks(page)
    await page.click('#link')
    await held
    await settle(page)
    const after = { ...(await state(page)), header: await header(page).innerHTML() }
    return { before: { ...before, changes: 0 }, after: { ...after, changes: 0 }, release }
  }

  for (const [name, attributes] of Object.entries<Record<string, string>>({
    'a part of the page': { href: '/lessons/open', 'up-target': 'h1' },
    'an overlay': { href: '/', 'up-layer': 'new', 'up-target': '.lessons' },
    'the whole page': { href: '/' },
  })) {
    test(`somebody else signs in, and ${name} is loaded: token, stamp, viewer and header stay until the verdict`, async ({
      assert,
      browserContext,
    }) => {
      const page = await typedPage(browserContext)
      await signIn(browserContext, await grace())
      const { before, after, release } = await follow(page, attributes)
      assert.deepEqual(after, before)
      assert.equal(await page.locator('up-modal').count(), 0)

      release()
      await dialog(page).getByText('You are now signed in as Grace').waitFor()
      assert.equal(await page.inputValue('#body'), text)
      await page.evaluate(() => document.querySelector<HTMLFormElement>('#comment-form')!.requestSubmit())
      await settle(page)
      assert.deepEqual(await bodies(), [])
    })
  }

  test('the session ends, and a part of the page is loaded: the user signs in, and the part is shown', async ({
    assert,
    browserContext,
  }) => {
    const page = await typedPage(browserContext)
    await expireSessions()
    const { before, after, release } = await follow(page, { href: '/', 'up-target': 'h1' })
    assert.deepEqual(after, before)

    release()
    await fillSignIn(page, user, inDialog)
    await page.locator('h1').getByText('How a web page notices').waitFor()
    assert.equal(await page.inputValue('#body'), text)
    await page.click('#comment-form button:not([type=button])')
    await page.locator('.comment').waitFor()
    assert.deepEqual(await bodies(), [text])
  })

  test('a part for another viewer is not shown, and the page becomes theirs', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await mark(page)
    await signIn(browserContext, await grace())
    await addLink(page, { href: '/', 'up-target': 'h1' })
    await page.click('#link')
    await flash(page).filter({ hasText: 'You are now signed in as Grace.' }).waitFor()
    assert.isFalse((await state(page)).isSameDocument)
  })

  test('nothing is typed, and a whole page for another viewer makes the page theirs', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await mark(page)
    const before = await state(page)
    await signIn(browserContext, await grace())
    await page.click('.brand')
    await header(page).getByText('Grace').waitFor()
    const after = await state(page)
    assert.isTrue(after.isSameDocument)
    for (const name of ['token', 'stamp', 'viewer'] as const) assert.notEqual(after[name], before[name])
  })

  test('a part for a new session of the same user is shown, and then the page is renewed', async ({
    assert,
    browserContext,
  }) => {
    const page = await typedPage(browserContext)
    await signIn(browserContext, user)
    const { before, after, release } = await follow(page, { href: '/', 'up-target': 'h1' })
    assert.equal(after.stamp, before.stamp)
    await page.locator('h1').getByText('How a web page notices').waitFor()

    release()
    await page.waitForFunction((stamp) => !document.querySelector(`[content="${stamp}"]`), before.stamp)
    await page.click('#comment-form button:not([type=button])')
    await page.locator('.comment').waitFor()
    assert.deepEqual(await bodies(), [text])
  })

  test('a sign-in in a part of the page changes the page by a verdict', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.goto(`${origin}/login`)
    await page.evaluate(() => document.querySelector('#login-form')!.setAttribute('up-target', 'h1'))
    const { held, release } = await holdChecks(page)
    await fillSignIn(page, user)
    await held
    assert.deepInclude(await state(page), { isAuthenticated: false, viewer: '' })
    await header(page).getByText('Sign in').waitFor()
    release()
    await header(page).getByText('Ada').waitFor()
  })

  test('an update extends the shown end of the session', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    const read = () => page.locator('meta[name=session-expires-in]').getAttribute('content')
    await page.evaluate(() =>
      document.querySelector('meta[name=session-expires-in]')!.setAttribute('content', '1'),
    )
    await addLink(page, { href: '/', 'up-target': 'h1' })
    await page.click('#link')
    await page.locator('h1').getByText('How a web page notices').waitFor()
    assert.notEqual(await read(), '1')
  })
})
