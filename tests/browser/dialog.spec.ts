import { test } from '@japa/runner'
import { readFileSync } from 'fs'
import type { BrowserContext, Page, Route } from 'playwright'
import type User from 'App/Models/User'
import DatabaseDriver from '../../packages/adonis-welcome-back/server/visit/DatabaseDriver'
import { meanwhile } from '../support/meanwhile'
import { ada, emptyDatabase, expireSessions, grace } from '../support/database'
import {
  axiosIn,
  comeBack,
  dialog,
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

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const text = 'Über 4 KB 🚀\n'.repeat(600)

test.group('The sign-in dialog over a page with typed text', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  /** Opens a page as Ada, types, and comes back to it after the session has expired. */
  async function expiredPage(context: BrowserContext, path = '/lessons/open', field = '#body') {
    const page = await openAs(user, context, path)
    await page.fill(field, text.slice(0, 4900))
    await mark(page)
    await expireSessions()
    await comeBack(page)
    await dialog(page).locator('form').waitFor()
    return page
  }

  /** Clicks on the dark backdrop, in the corner of the window. */
  async function clickOutside(page: Page) {
    await page.mouse.click(5, 5)
    await settle(page)
  }

  const stateOf = async (page: Page) => {
    const { isAuthenticated, isSameDocument } = await state(page)
    return { isAuthenticated, isSameDocument }
  }

  test('opens when the files of the site are gone, because a page has loaded it when its viewer signed in', async ({
    assert,
    browserContext,
  }) => {
    const scripts: string[] = []
    browserContext.on('request', (request) =>
      scripts.push(...(request.url().match(/\w+(?=-[^/]+\.js$)/) ?? [])),
    )
    const page = await open(browserContext, '/login')
    assert.deepEqual(scripts, ['app'])
    await fillSignIn(page, user)
    await axiosIn(page)
    assert.sameMembers(scripts, ['app', 'signedIn', 'axios'])

    await browserContext.route('**/assets/*', (route) => route.abort())
    await page.click('a[href="/account"]')
    await page.fill('#bio', text.slice(0, 100))
    await expireSessions()
    await comeBack(page)
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'hidden' })
    assert.equal(await page.inputValue('#bio'), text.slice(0, 100))
  })

  for (const [path, field] of [
    ['/lessons/open', '#body'],
    ['/account', '#bio'],
  ]) {
    test(`on ${path}: a user signs in again, and text, caret and scroll position are unchanged`, async ({
      assert,
      browserContext,
    }) => {
      const page = await openAs(user, browserContext, path)
      await page.fill(field, text.slice(0, 4900))
      await page.evaluate((field) => {
        document.querySelector('main')!.insertAdjacentHTML('beforeend', '<details open>More</details>')
        const area = document.querySelector<HTMLTextAreaElement>(field)!
        area.focus()
        area.setSelectionRange(7, 11)
        area.scrollTop = 40
        window.scrollTo(0, 120)
      }, field)
      const arrangement = () =>
        page.evaluate((field) => {
          const area = document.querySelector<HTMLTextAreaElement>(field)!
          return {
            value: area.value,
            focus: document.activeElement === area,
            selection: [area.selectionStart, area.selectionEnd],
            scroll: [area.scrollTop, window.scrollY],
            details: document.querySelector('details')!.open,
          }
        }, field)
      const before = await arrangement()
      await mark(page)
      await expireSessions()
      await comeBack(page)

      await fillSignIn(page, user, inDialog)
      await dialog(page).waitFor({ state: 'detached' })
      await header(page).getByText('Ada').waitFor()
      assert.deepEqual(await arrangement(), before)
      assert.deepEqual(await stateOf(page), { isAuthenticated: true, isSameDocument: true })

      await page.click('main form[id]:has(textarea) button')
      await page.waitForFunction((field) => !document.querySelector(field + '[data-typed]'), field)
      assert.equal(await dialog(page).count(), 0)
    })
  }

  for (const [name, arrange] of Object.entries({
    'what was marked on the page stays so': () => {
      ;(document.activeElement as HTMLElement).blur()
      getSelection()!.selectAllChildren(document.querySelector('h1')!)
    },
    'a field that is out of view is not brought into it': () => window.scrollTo(0, 400),
  })) {
    test(name, async ({ assert, browserContext }) => {
      const page = await openAs(user, browserContext, '/account')
      await page.setViewportSize({ width: 800, height: 300 })
      await page.fill('#name', 'Countess')
      await page.evaluate(arrange)
      const arrangement = () =>
        page.evaluate(() => [String(getSelection()), scrollY, document.activeElement!.id])
      const before = await arrangement()
      await expireSessions()
      await comeBack(page)

      await fillSignIn(page, user, inDialog)
      await dialog(page).waitFor({ state: 'detached' })
      assert.deepEqual(await arrangement(), before)
      const [selected, , focused] = before
      assert.include(['Your account', 'name'], selected || focused)
    })
  }

  test('a screen reader cannot read messages of the page behind the dialog', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/account')
    await page.click('#account-form button:not([type=button])')
    const said = page.locator('#announcer').getByText('Your account is saved.')
    await said.waitFor({ state: 'attached' })
    await page.fill('#bio', 'kept')
    await expireSessions()
    await comeBack(page)
    await dialog(page).locator('form').waitFor()
    assert.equal(await said.count(), 0)
  })

  test('somebody else signs in, and another tab is notified at once', async ({ browserContext }) => {
    const other = await openAs(user, browserContext, '/lessons/open')
    const page = await expiredPage(browserContext)
    await fillSignIn(page, await grace(), inDialog)
    await flash(other).filter({ hasText: 'You are now signed in as Grace.' }).waitFor()
  })

  test('somebody else signs in, and the text is not sent as theirs', async ({ assert, browserContext }) => {
    const other = await grace()
    const page = await expiredPage(browserContext)

    await fillSignIn(page, other, inDialog)
    await dialog(page).getByText('You are now signed in as Grace').waitFor()
    await page.keyboard.press('Escape')
    await clickOutside(page)
    await dialog(page).getByText('Reload as Grace').click()
    await dialog(page).getByText('Discard it and reload').click()
    await flash(page).filter({ hasText: 'You are now signed in as Grace.' }).waitFor()
    assert.equal(await page.inputValue('#body'), '')
  })

  test('a user enters a wrong password, the dialog shows a message and gets the focus, and the text stays', async ({
    assert,
    browserContext,
  }) => {
    const page = await expiredPage(browserContext)
    const message = 'Wrong e-mail or password.'

    await fillSignIn(page, user, inDialog, 'wrong')
    await dialog(page).getByText(message).waitFor()
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'email')
    assert.equal(await page.inputValue(`${inDialog} [name=email]`), user.email)

    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.equal(await page.inputValue('#body'), text.slice(0, 4900))
  })

  test('the dialog has no registration, because a new account is another user', async ({
    assert,
    browserContext,
  }) => {
    const page = await expiredPage(browserContext)
    assert.equal(await dialog(page).getByText('Register').count(), 0)
  })

  test('a click outside the dialog leaves it open', async ({ assert, browserContext }) => {
    const page = await expiredPage(browserContext)
    await clickOutside(page)
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.equal(await page.inputValue('#body'), text.slice(0, 4900))
  })

  test('only the discard button discards the text, after two presses', async ({ assert, browserContext }) => {
    const page = await expiredPage(browserContext)
    await page.press(`${inDialog} [name=password]`, 'Escape')
    await clickOutside(page)
    await page.keyboard.press('Escape')

    const [discard, again] = ['Discard what I typed', 'Discard it'].map((name) =>
      dialog(page).getByText(name, { exact: true }),
    )
    assert.isFalse(await again.isVisible())
    await discard.press('Enter')
    await page.keyboard.press('Escape')
    await discard.press('Enter')
    assert.isFalse(await again.isVisible())
    assert.equal(await page.inputValue('#body'), text.slice(0, 4900))

    await discard.click()
    await again.click()
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
    assert.deepEqual(await stateOf(page), { isAuthenticated: false, isSameDocument: false })
  })

  for (const [name, leave] of Object.entries({
    'Escape in a field': (page: Page) => page.press(`${inDialog} [name=password]`, 'Escape'),
    'the button': (page: Page) => dialog(page).getByRole('button', { name: 'Continue without' }).click(),
  })) {
    test(`if nothing is typed, ${name} closes the dialog`, async ({ assert, browserContext }) => {
      // The stream of a sensitive page would notice the expiry before the click.
      await browserContext.route('**/api/user/events*', (route) => route.abort())
      const page = await openAs(user, browserContext, '/account')
      await mark(page)
      await expireSessions()
      await page.locator('#account-form button:not([type=button])').click()
      await dialog(page).locator('form').waitFor()
      assert.isFalse(await dialog(page).getByText('Discard what I typed').isVisible())
      await leave(page)
      await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
      assert.deepEqual(await stateOf(page), { isAuthenticated: false, isSameDocument: false })
    })
  }

  test('the focus stays inside; the page behind is inert and unreadable', async ({
    assert,
    browserContext,
  }) => {
    const page = await expiredPage(browserContext)
    const isInside = () => page.evaluate(() => !!document.activeElement?.closest('.session-dialog[open]'))

    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab')
      assert.isTrue(await isInside())
    }
    assert.isTrue(await page.locator('#main').evaluate((main: HTMLElement) => main.inert))
    assert.isFalse(await page.locator('#main').isVisible())
    for (const part of ['#header', '.site-footer']) assert.isFalse(await page.locator(part).isVisible(), part)
  })

  test('a user signs in in another tab, and the dialog closes', async ({ assert, browserContext }) => {
    const page = await expiredPage(browserContext)
    await signIn(browserContext, user)
    await open(browserContext, '/')

    await dialog(page).waitFor({ state: 'detached' })
    assert.isTrue(await page.locator('#main').isVisible())
    assert.equal(await page.inputValue('#body'), text.slice(0, 4900))
  })

  test('a user signs in in another tab while the dialog loads, and the page is shown', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.fill('#body', 'kept')
    await mark(page)
    await expireSessions()
    await routeOnce(page, '**/api/user/check', async (route) => {
      const response = await route.fetch()
      await signIn(browserContext, user)
      await route.fulfill({ response })
    })

    const { stamp } = await state(page)
    await Promise.all([page.waitForRequest(/\/login\?return/), comeBack(page)])
    await page.waitForFunction((stamp) => !document.querySelector(`meta[content="${stamp}"]`), stamp)
    await page.waitForFunction(() => !document.documentElement.classList.contains('page-hidden'))
    assert.equal(await dialog(page).count(), 0)
    assert.equal(await page.inputValue('#body'), 'kept')
    assert.deepEqual(await stateOf(page), { isAuthenticated: true, isSameDocument: true })
  })

  test('the new session ends at once, the dialog says so, and the text stays', async ({
    assert,
    browserContext,
  }) => {
    const page = await expiredPage(browserContext)
    meanwhile(DatabaseDriver.prototype, 'write', expireSessions)
    await fillSignIn(page, user, inDialog)
    await dialog(page).getByRole('alert').getByText('Your session has expired.').waitFor()
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.equal(await page.inputValue('#body'), text.slice(0, 4900))
  })

  test('the other viewer signs out, and the dialog asks for a sign-in again', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.clock.install()
    await page.fill('#body', 'kept')
    await signIn(browserContext, await grace())
    await comeBack(page)
    await dialog(page).getByText('You are now signed in as Grace').waitFor()

    await expireSessions()
    await page.clock.fastForward(5_000)
    await comeBack(page)
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.equal(await page.inputValue('#body'), 'kept')
  })

  for (const [name, answer] of Object.entries({
    'a lost network': (route: Route) => route.abort('internetdisconnected'),
    'a failure of the server': (route: Route) =>
      route.fulfill({ status: 500, contentType: 'text/html', body: '<main up-main><h1>Oh</h1></main>' }),
  })) {
    test(`${name} opens no dialog, the text stays, and the page checks again on the next return`, async ({
      assert,
      browserContext,
    }) => {
      const page = await openAs(user, browserContext, '/lessons/open')
      await page.clock.install()
      await page.fill('#body', 'kept')
      await mark(page)
      await expireSessions()
      await routeOnce(page, '**/login**', answer)

      await Promise.all([page.waitForRequest(/login/), comeBack(page)])
      await page.waitForFunction(() => !document.documentElement.classList.contains('page-hidden'))
      assert.equal(await page.inputValue('#body'), 'kept')
      assert.deepEqual(await stateOf(page), { isAuthenticated: true, isSameDocument: true })

      await page.clock.fastForward(5_000)
      await comeBack(page)
      await dialog(page).locator('form').waitFor()
    })
  }

  test('axe finds no problem in any state of the dialog, and its width never changes', async ({
    assert,
    browserContext,
  }) => {
    const page = await expiredPage(browserContext)
    await page.evaluate(axe)
    const widths = new Set<number>()
    const complaints = async () => {
      widths.add((await dialog(page).boundingBox())!.width)
      const { violations } = await page.evaluate(async () => {
        await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
        return (window as any).axe.run()
      })
      return violations.map(({ id, nodes }: any) => [id, nodes[0].html])
    }
    assert.deepEqual(await complaints(), [])
    await fillSignIn(page, user, inDialog, 'wrong')
    await dialog(page).getByText('Wrong e-mail or password').waitFor()
    assert.deepEqual(await complaints(), [])
    await dialog(page).getByText('Discard what I typed').click()
    assert.deepEqual(await complaints(), [])
    await fillSignIn(page, await grace(), inDialog)
    await dialog(page).getByText('Reload as Grace').waitFor()
    assert.deepEqual(await complaints(), [])
    assert.equal(widths.size, 1)
  })

  test('browser storage holds no text and no user, not even after a refused form', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.fill('#body', text)
    await expireSessions()
    await page.click('#comment-form button:not([type=button])')
    await dialog(page).locator('form').waitFor()
    const stored = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
    assert.deepEqual(stored, [0, 0, ''])
  })
})
