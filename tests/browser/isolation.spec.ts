import { test } from '@japa/runner'
import type { Browser, BrowserContext } from 'playwright'
import { open } from '../support/browser'
import { launchChromium } from '../support/chromium'
import { origin } from '../support/visitor'

const time = Date.UTC(2001, 0)

/** Leaves behind what a test can leave behind. */
async function use(context: BrowserContext) {
  await context.addCookies([{ name: 'left', value: 'behind', url: origin }])
  await context.addInitScript(() => Object.assign(window, { marked: true }))
  await context.route('**/login', (route) => route.fulfill({ body: 'left behind' }))
  await context.clock.install({ time })
  const page = await open(context, '/')
  await page.setViewportSize({ width: 320, height: 640 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.evaluate(async () => {
    for (const storage of [localStorage, sessionStorage]) storage.setItem('left', 'behind')
    await caches.open('left behind')
    window.name = 'left behind'
  })
  await context.setOffline(true)
}

async function found(context: BrowserContext) {
  const cookies = await context.cookies()
  const page = await open(context, '/login')
  const inPage = await page.evaluate(async () => ({
    stored: { ...localStorage, ...sessionStorage },
    caches: await caches.keys(),
    name: window.name,
    isMarked: !!window.marked,
    width: innerWidth,
    isDark: matchMedia('(prefers-color-scheme: dark)').matches,
    hasForm: !!document.querySelector('#login-form'),
    year: new Date().getFullYear(),
  }))
  return { ...inPage, cookies }
}

test.group('The browser of the tests', (group) => {
  let browser: Browser
  group.setup(async () => {
    browser = await launchChromium()
    return () => browser.close()
  })

  test('is as empty for the next test as for the first', async ({ assert }) => {
    const unused = await browser.newContext()
    const before = await found(unused)
    await unused.close()
    const used = await browser.newContext()
    await use(used)
    await used.close()

    const next = await browser.newContext()
    const after = await found(next)
    await next.close()
    assert.deepEqual(after, before)
  })
})
