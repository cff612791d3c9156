import { test } from '@japa/runner'
import type { Page } from 'playwright'
import type User from 'App/Models/User'
import { endAll, find } from '../../packages/adonis-welcome-back/server/events/streams'
import {
  asking,
  dialog,
  flash,
  lesson,
  mark,
  openAs,
  settle,
  signOutElsewhere,
  state,
} from '../support/browser'
import { ada, emptyDatabase } from '../support/database'
import { until } from '../support/processes'

const away = 'You were signed out from another device.'
const streams = (count: number) => until(async () => find(() => true).length === count)

/** Makes the page visible or hidden. */
const show = (page: Page, visibilityState: 'visible' | 'hidden') =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visibilityState)

test.group('A visible sensitive page', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
    return endAll
  })

  for (const path of ['/account', '/account/sessions']) {
    test(`reacts when its session ends, on ${path}`, async ({ browserContext }) => {
      const page = await openAs(user, browserContext, path)
      await streams(1)
      const asked = page.waitForRequest(/\/api\/user\/check/)
      await signOutElsewhere(user)
      await asked
      await flash(page).filter({ hasText: away }).waitFor()
      await streams(0)
    })
  }

  test('hides, and asks for a sign-in if something was typed', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/account')
    await streams(1)
    await page.fill('#bio', 'Half a text')
    await signOutElsewhere(user)
    await dialog(page).locator('form').waitFor()
    assert.isFalse(await page.locator('#main').isVisible())
  })

  test('has one stream while it is visible, and none while it is hidden or after the visitor leaves', async ({
    assert,
    browserContext,
  }) => {
    await lesson()
    let opened = 0
    browserContext.on('request', (request) => request.url().includes('/api/user/events') && opened++)
    const page = await openAs(user, browserContext, '/account')
    await streams(1)
    await page.click('#main a[href="/account/sessions"]')
    await page.getByRole('heading', { name: 'Your devices' }).waitFor()
    assert.equal(opened, 1)

    await show(page, 'hidden')
    await streams(0)
    await asking(page, () => show(page, 'visible'))
    await streams(1)
    await page.click('#header .brand')
    await page.waitForURL(/\/$/)
    await streams(0)
    await page.goBack()
    await streams(1)
    await until(async () => opened === 3)
  })

  test('ignores a lost stream, opens a new one, and reacts to its event', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/account')
    await streams(1)
    await mark(page)
    endAll()
    await streams(1)
    await settle(page)
    assert.containsSubset(await state(page), { isAuthenticated: true, isSameDocument: true, changes: 0 })

    await signOutElsewhere(user)
    await flash(page).filter({ hasText: away }).waitFor()
  })

  test('waits longer after each refusal of the stream, and works without it', async ({
    assert,
    browserContext,
  }) => {
    await browserContext.clock.install()
    let refused = 0
    await browserContext.route('**/api/user/events*', (route) => {
      refused++
      return route.fulfill({ status: 429 })
    })
    const page = await openAs(user, browserContext, '/account')
    for (let step = 0; step < 20; step++) {
      await page.clock.runFor(10_000)
      await page.evaluate(() => fetch('/api/user/check'))
    }
    assert.isAbove(refused, 4)
    assert.isBelow(refused, 14)
    assert.isTrue((await state(page)).isAuthenticated)
  })
})
