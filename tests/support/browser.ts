import type { BrowserContext, Page, Route } from 'playwright'
import type User from 'App/Models/User'
import { LessonFactory, password } from 'Database/factories'
import { origin, Visitor } from './visitor'

declare global {
  interface Window {
    isAuthenticated: boolean
    marked?: boolean
    changes: number
  }
}

/** Actions of a person on the site, in a real Chromium. */

export const lesson = () => LessonFactory.merge({ slug: 'open', title: 'A page left open' }).create()

/** Signs in without any page of this browser, which share the cookies. */
export async function signIn(context: BrowserContext, user: User) {
  const form = { email: user.email, password }
  await context.request.post(`${origin}/login`, { form, headers: { origin }, maxRedirects: 0 })
}

/** Signs out all other devices of the user, on another device. */
export async function signOutElsewhere(user: User) {
  const device = new Visitor()
  await device.signIn(user)
  await device.get('/account/sessions')
  await device.act('/account/sessions?_method=DELETE')
}

export async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(origin + path)
  return page
}

export async function openAs(user: User, context: BrowserContext, path: string) {
  await signIn(context, user)
  return open(context, path)
}

/**
 * Handles the first request to an address.
 * The option `times: 1` would end the interception then, and Playwright would miss a request that starts at that moment.
 */
export async function routeOnce(
  page: Page,
  url: Parameters<Page['route']>[0],
  handle: (route: Route) => unknown,
) {
  let isFirst = true
  await page.route(url, (route) => {
    if (!isFirst) return route.fallback()
    isFirst = false
    return handle(route)
  })
}

/** Comes back to the window. Also works if the page navigates at that moment. */
export const comeBack = (page: Page) =>
  page
    .evaluate(() => void window.dispatchEvent(new Event('focus')))
    .catch((error: Error) => {
      if (!error.message.includes('context was destroyed')) throw error
    })

/** Does something that makes the page check, and waits for the response. */
export async function asking(page: Page, act: () => Promise<unknown>) {
  await Promise.all([page.waitForResponse(/\/api\/user\/check/), act()])
}

/** Waits until the page has acted on its last response, because a later request has a response too. */
export async function settle(page: Page) {
  await page.evaluate(async () => {
    await fetch('/favicon.svg', { cache: 'no-store' })
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  })
}

/** Signs in in the page, or in the dialog over it. */
export async function fillSignIn(page: Page, user: User, within = '#sign-in', secret = password) {
  await page.fill(`${within} [name=email]`, user.email)
  await page.fill(`${within} [name=password]`, secret)
  await page.click(`${within} form:has([name=password]) button:not([type=button])`)
}

/** Returns the site's axios, which a signed-in viewer's page loads after everything else. */
export const axiosIn = (page: Page) => page.waitForFunction(() => (window as any).axios)

/** Returns what the page was rendered with, and whether it is still the document of `mark`. */
export async function state(page: Page) {
  await page.waitForFunction(() => 'isAuthenticated' in window)
  return page.evaluate(() => ({
    isAuthenticated: window.isAuthenticated,
    stamp: document.querySelector('meta[name=session-stamp]')?.getAttribute('content'),
    viewer: document.querySelector('meta[name=session-viewer]')?.getAttribute('content'),
    token: document.querySelector('meta[name=csrf-token]')?.getAttribute('content'),
    isSameDocument: !!window.marked,
    changes: window.changes ?? 0,
  }))
}

/** Marks the document and starts to count its changes. */
export const mark = (page: Page) =>
  page.evaluate(() => {
    Object.assign(window, { marked: true, changes: 0 })
    const count = (changes: unknown[]) => (window.changes += changes.length)
    new MutationObserver(count).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    })
  })

export const flash = (page: Page) => page.locator('#main .flash').first()
export const header = (page: Page) => page.locator('#header')
/** The dialogs of the package, of which one at most is open. */
export const inDialog = '.session-dialog[open]'
export const dialog = (page: Page) => page.locator(inDialog)
