import { test } from '@japa/runner'
import type { BrowserContext, Page, Route } from 'playwright'
import type User from 'App/Models/User'
import { ada, emptyDatabase, expireSessions } from '../support/database'
import { comeBack, dialog, fillSignIn, header, inDialog, lesson, openAs, settle } from '../support/browser'

declare global {
  interface Window {
    events: string[]
  }
}

/** Adds elements outside the header and the main area, as an app could have them. */
const add = (page: Page, html: string) =>
  page.evaluate((html) => document.querySelector('.site-footer')!.insertAdjacentHTML('afterend', html), html)

const appDialog = `<dialog id="first"><p>Private one</p><input id="one"></dialog>
  <dialog id="second"><p>Private two</p><textarea id="two"></textarea></dialog>`
const appPopover = `<button popovertarget="menu">Menu</button>
  <div id="menu" popover><p>Private menu</p><input id="one"><button popovertarget="inner">More</button></div>
  <div id="inner" popover><p>Private more</p><textarea id="two"></textarea></div>`

const isOpen = ':is(dialog[open], :popover-open, up-modal, up-drawer):not([data-welcome-back])'

/** What an app can have open above its page, with the field `two` in the topmost. */
const openers: Record<string, (page: Page) => Promise<unknown>> = {
  'two dialogs of the app': async (page) => {
    await add(page, appDialog)
    await page.evaluate(() =>
      ['first', 'second'].forEach((id) => (document.getElementById(id) as HTMLDialogElement).showModal()),
    )
  },
  'two popovers of the app': async (page) => {
    await add(page, appPopover)
    await page.evaluate(() => {
      window.events = []
      for (const type of ['beforetoggle', 'toggle'])
        for (const menu of document.querySelectorAll('[popover]'))
          menu.addEventListener(type, ({ target }) => window.events.push(`${type} ${(target as Element).id}`))
    })
    await page.click('[popovertarget=menu]')
    await page.click('[popovertarget=inner]')
    await page.evaluate(() => new Promise((done) => setTimeout(() => done((window.events = [])))))
  },
  'two overlays of Unpoly': (page) =>
    page.evaluate(async () => {
      const { layer } = (window as any).up
      const content = (id: string) => `<div><p>Private ${id}</p><textarea id="${id}"></textarea></div>`
      await layer.open({ mode: 'drawer', content: content('one'), animation: false })
      await layer.open({ mode: 'modal', content: content('two'), animation: false })
    }),
}

test.group('The sign-in dialog over dialogs of the app', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  async function expire(page: Page) {
    await expireSessions()
    await comeBack(page)
    await dialog(page).locator('[name=password]').waitFor()
  }

  async function expiredPage(context: BrowserContext) {
    const page = await openAs(user, context, '/lessons/open')
    await page.fill('#body', 'kept')
    await expire(page)
    return page
  }

  const arrangement = (page: Page) =>
    page.evaluate((isOpen) => {
      const field = document.querySelector<HTMLTextAreaElement>('#two')!
      return {
        open: document.querySelectorAll(isOpen).length,
        isVisible: field.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
        text: field.value,
        focus: document.activeElement!.id,
        caret: [field.selectionStart, field.selectionEnd],
        inert: document.querySelectorAll('[inert]').length,
      }
    }, isOpen)

  for (const [name, open] of Object.entries(openers)) {
    test(`${name} are hidden meanwhile, and then as they were`, async ({ assert, browserContext }) => {
      const page = await openAs(user, browserContext, '/lessons/open')
      await open(page)
      await page.click('#two')
      await page.keyboard.type('Typed here')
      await page.keyboard.press('ArrowLeft')
      const before = await arrangement(page)
      assert.deepInclude(before, {
        open: 2,
        isVisible: true,
        text: 'Typed here',
        focus: 'two',
        caret: [9, 9],
      })
      await expire(page)

      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await page.mouse.click(5, 5)
      for (const text of await page.getByText('Private').all()) assert.isFalse(await text.isVisible())
      await fillSignIn(page, user, inDialog)
      await dialog(page).waitFor({ state: 'detached' })
      await settle(page)
      assert.deepEqual(await arrangement(page), before)
      assert.isEmpty(await page.evaluate(() => window.events ?? []))

      await page.evaluate(() => (document.activeElement as HTMLElement).blur())
      await page.keyboard.press('Escape')
      await page.waitForFunction((isOpen) => document.querySelectorAll(isOpen).length === 1, isOpen)
    })
  }

  test('a dialog that the app opens meanwhile does not cover it', async ({ browserContext }) => {
    const page = await expiredPage(browserContext)
    await page.fill(`${inDialog} [name=email]`, user.email)
    await add(page, appDialog)
    await page.evaluate(() => document.querySelector<HTMLDialogElement>('#first')!.showModal())
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    await page.locator('#first').getByText('Private one').waitFor()
  })

  test('everything is unreadable, wherever it stands, and inert', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.fill('#body', 'kept')
    await add(page, '<aside>Private <b style="visibility: visible">words</b></aside><i inert>App</i>')
    await page.evaluate(() => {
      const host = document.body.appendChild(document.createElement('private-part'))
      host.attachShadow({ mode: 'open' }).innerHTML = '<p style="visibility: visible">Private shadow</p>'
    })
    await expire(page)
    await add(page, '<p>Private later</p>')
    const isReadable = (text: string) =>
      page.getByText(text).evaluate((element) => {
        const outer = element.getRootNode() as ShadowRoot
        const options = { visibilityProperty: true, opacityProperty: true }
        return element.checkVisibility(options) && (outer.host ?? element).checkVisibility(options)
      })
    for (const text of ['words', 'Private shadow', 'Private later'])
      assert.isFalse(await isReadable(text), text)
    const names = await page.evaluate(() => [
      ...new Set([...document.querySelectorAll('body > *')].map((part) => (part as HTMLElement).inert)),
    ])
    assert.include(names, true)
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.equal(await page.locator('[inert]').count(), 1)
  })

  test('its ids are its own, and each field has a name beside any page', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/account')
    await page.fill('#bio', 'kept')
    await expire(page)
    await page.waitForFunction(() => document.querySelector('#password'))
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id))
    assert.lengthOf(ids, new Set(ids).size)
    for (const name of ['E-mail', 'Password'])
      assert.equal(await dialog(page).getByLabel(name, { exact: true }).count(), 1)
    await dialog(page).getByText('Remember me').click()
    assert.isTrue(await page.isChecked(`${inDialog} [name=remember_me]`))
  })

  test('a sign-in page of any app: labels beside the form, links, other ways to sign in', async ({
    assert,
    browserContext,
  }) => {
    await browserContext.route('**/login?**', async (route) => {
      if (route.request().method() !== 'GET') return route.fallback()
      const html = await (await route.fetch()).text()
      const form = `<label for="mail">Your e-mail</label>
        <div id="sign-in"><form method="post" action="login?again=1">
          <input id="mail" name="email"><input type="password" name="password" placeholder="Secret">
          <button>Go</button></form>
        <form method="post" action="/auth/github"><button>GitHub</button></form>
        <a href="/help?return=%2Fapi%2Fuser%2Fpage">Help</a></div>`
      const body = html.replace(
        /<div class="card" id="sign-in">[^]*?<\/form>[^]*?<\/div>\s*<\/section>/,
        form,
      )
      await route.fulfill({ contentType: 'text/html', body })
    })
    const page = await expiredPage(browserContext)
    await dialog(page).getByLabel('Your e-mail').fill('ada@example.com')
    assert.equal(await dialog(page).getByLabel('Secret').count(), 1)
    const help = dialog(page).getByText('Help')
    assert.equal(await help.getAttribute('target'), '_blank')
    assert.notInclude((await help.getAttribute('href'))!, 'return')
    assert.equal(await dialog(page).locator('form').nth(1).getAttribute('target'), '_blank')
  })

  const wrong =
    (html: string, status = 200, headers = {}) =>
    (route: Route) =>
      route.fulfill({ status, headers, contentType: 'text/html', body: html })
  const again =
    '<h1>Sign in</h1><div id="sign-in"><form method="post"><input name="email"><input type="password" name="password"><button>Sign in</button></form></div>'

  for (const [name, answer, told] of [
    ['beside the form', wrong(`<p class="alert">Nope, wrong pair.</p>${again}`), 'Nope, wrong pair.'],
    ['nowhere', wrong(again), 'You are not signed in yet.'],
    ['on a page without the form', wrong('<h1>Home</h1><p>News</p>'), 'You are not signed in yet.'],
    [
      'by a limit',
      wrong('<h1>Slow down</h1>', 429, { 'Retry-After': '90' }),
      'Please try again in 2 minutes.',
    ],
    ['by a failure', wrong('<h1>Oh no</h1>', 503), 'The site does not respond.'],
    [
      'by a lost network',
      (route: Route) => route.abort('internetdisconnected'),
      'The site does not respond.',
    ],
  ] as const) {
    test(`a wrong password that is told ${name} is told in the dialog, without a heading of a page`, async ({
      assert,
      browserContext,
    }) => {
      const page = await expiredPage(browserContext)
      await page.route('**/login?**', (route) =>
        route.request().method() === 'POST' ? answer(route) : route.fallback(),
      )
      await fillSignIn(page, user, inDialog, 'wrong')
      await dialog(page).getByRole('alert').filter({ hasText: told }).waitFor()
      assert.notMatch((await dialog(page).innerText()).replace(/^Sign in/, ''), /Home|Oh no|Slow down/)
      await page.unroute('**/login?**')
      await fillSignIn(page, user, inDialog)
      await dialog(page).waitFor({ state: 'detached' })
      assert.equal(await page.inputValue('#body'), 'kept')
      await header(page).getByText('Ada').waitFor()
    })
  }
})
