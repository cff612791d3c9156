import type { BrowserContext, Page } from 'playwright'
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

/** What a person does on the site, in a real Chromium. */

export const lesson = () => LessonFactory.merge({ slug: 'open', title: 'A page left open' }).create()

/** Signs in behind the back of every page of this browser: they share its cookies. */
export async function signIn(context: BrowserContext, user: User) {
  const form = { email: user.email, password }
  await context.request.post(`${origin}/login`, { form, headers: { origin }, maxRedirects: 0 })
}

/** Signs every other device of the user's out, on a device of its own. */
export async function signOutElsewhere(user: User) {
  const device = new Visitor()
  await device.signIn(user)
  await device.get('/account/sessions')
  await device.act('/account/sessions?_method=DELETE')
}

export async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(8_000)
  await page.goto(origin + path)
  return page
}

export async function openAs(user: User, context: BrowserContext, path: string) {
  await signIn(context, user)
  return open(context, path)
}

/** Comes back to the window. A page that leaves for another one in that moment is back as well. */
export const comeBack = (page: Page) =>
  page
    .evaluate(() => void window.dispatchEvent(new Event('focus')))
    .catch((error: Error) => {
      if (!error.message.includes('context was destroyed')) throw error
    })

/** Does something that makes the page ask the server, and waits for the answer to have arrived and been acted on. */
export async function asking(page: Page, act: () => Promise<unknown>) {
  await Promise.all([page.waitForResponse(/\/api\/user\/check/), act()])
}

export const settle = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

export async function fillSignIn(page: Page, user: User, within = '', secret = password) {
  await page.fill(`${within} #email`, user.email)
  await page.fill(`${within} #password`, secret)
  await page.click(`${within} #login-form button:not([type=button])`)
}

/** What the page was rendered with, and whether it is still the document that `mark` was called on. */
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

/** Marks the document and counts every change of it from here on. */
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
export const dialog = (page: Page) => page.locator('up-modal')
