import { test } from '@japa/runner'
import type { Assert } from '@japa/assert'
import { readFileSync } from 'fs'
import type { BrowserContext, Page, Route } from 'playwright'
import Database from '@ioc:Adonis/Lucid/Database'
import type User from 'App/Models/User'
import { settings } from '../../packages/adonis-welcome-back/server/settings'
import { password } from 'Database/factories'
import { ada, age, emptyDatabase, expireSessions, grace, sessionOf } from '../support/database'
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
  routeOnce,
  signIn,
  state,
} from '../support/browser'
import { origin } from '../support/visitor'

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const [second, minute, hour] = [1_000, 60_000, 3_600_000]
const text = 'Half a comment'

interface Scene {
  assert: Assert
  context: BrowserContext
  page: Page
  user: User
  /** How many checks the page has sent. */
  asked: () => number
}

const warning = (page: Page) => page.locator('#session-warning')
const isOpen = (page: Page) => warning(page).waitFor()
const isClosed = (page: Page) => warning(page).waitFor({ state: 'hidden' })
const stay = (page: Page) => warning(page).getByRole('button', { name: 'Stay signed in' })
const countdown = async (page: Page) => {
  const [minutes, seconds] = (await warning(page).locator('.countdown').innerText()).split(':').map(Number)
  return minutes * 60 + seconds
}

/** Advances the time in the page and on the server. On the server, the lifetime does not change. */
async function pass({ page, user }: Scene, milliseconds: number) {
  for (const time of ['last_active_at', 'expires_at'])
    await Database.from('sessions').where('user_id', user.id).decrement(time, milliseconds)
  await page.clock.fastForward(milliseconds)
}

/** Advances a page with a session of two hours to its last two minutes. */
async function warn(scene: Scene) {
  await pass(scene, 2 * hour - 110 * second)
  await isOpen(scene.page)
}

/** Leaves 100 seconds of the session's lifetime, and makes the page check. */
async function warnOfLifetime(scene: Scene) {
  await leave(scene, 100 * second)
  await isOpen(scene.page)
}

const show = (page: Page, visibility: 'visible' | 'hidden') =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visibility)

/** Types half a comment, selects a part of it, and pauses. */
async function write(page: Page) {
  await page.fill('#body', text)
  await page.evaluate(() => document.querySelector<HTMLTextAreaElement>('#body')!.setSelectionRange(2, 6))
  await page.clock.runFor(3 * second)
}

const written = (page: Page) =>
  page.evaluate(() => {
    const { value, selectionStart, selectionEnd } = document.querySelector<HTMLTextAreaElement>('#body')!
    return [document.activeElement!.id, value, selectionStart, selectionEnd]
  })
const asWritten = ['body', text, 2, 6]

async function secondTab({ context }: Scene) {
  const other = await context.newPage()
  await other.goto(`${origin}/lessons/open`)
  return other
}

/** Opens a page on a machine with a different clock, and advances it to the last minutes. */
async function warnByAnotherClock(scene: Scene, difference: number) {
  const page = await scene.context.newPage()
  await page.clock.install({ time: Date.now() + difference })
  await page.goto(`${origin}/lessons/open`)
  await warn({ ...scene, page })
  scene.assert.closeTo(await countdown(page), 109, 2)
}

/** Counts the requests that extend the session. */
function keepAlives(page: Page) {
  let count = 0
  page.on('request', (request) => request.url().endsWith('/keep-alive') && count++)
  return () => count
}

const stopClock = async (page: Page) =>
  page.clock.pauseAt(await page.evaluate((second) => Date.now() + second, second))

/** Leaves that much of the session's lifetime, and makes a page with a stopped clock check. */
async function leave({ page, user }: Scene, milliseconds: number) {
  const end = Date.now() + milliseconds
  const times = { created_at: end - 12 * hour, expires_at: end }
  await Database.from('sessions').where('user_id', user.id).update(times)
  await asking(page, () => comeBack(page))
  await answered(page)
}

/** Waits until the page has acted on its last response. */
const answered = (page: Page) => page.evaluate(() => fetch('/favicon.svg', { cache: 'no-store' }))

const rows: Record<string, (scene: Scene) => Promise<unknown>> = {
  async 'opens the warning only after the check has confirmed that the end is near'(scene) {
    const { assert, page, asked } = scene
    await pass(scene, 2 * hour - 125 * second)
    assert.equal(asked(), 0)
    await pass(scene, 15 * second)
    await isOpen(page)
    assert.equal(asked(), 1)
    const name = 'Do you want to stay signed in?'
    assert.equal(await page.getByRole('alertdialog', { name }).count(), 1)
    assert.closeTo(await countdown(page), 109, 2)
  },

  async 'extends the session ten times, with one press each'(scene) {
    const { assert, page, user } = scene
    await write(page)
    for (let times = 0; times < 10; times++) {
      await warn(scene)
      await page.keyboard.press('Escape')
      await isClosed(page)
      assert.closeTo((await sessionOf(user)).expires_at, Date.now() + 2 * hour, 3 * second)
    }
    assert.deepEqual(await written(page), asWritten)
  },

  async 'sends at most three requests in two hours without activity, then goes to the reset'(scene) {
    const { assert, page } = scene
    await axiosIn(page)
    const requests: string[] = []
    page.on('request', (request) => requests.push(new URL(request.url()).pathname))
    await warn(scene)
    assert.deepEqual(requests, ['/api/user/check'])
    await pass(scene, 111 * second)
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
    assert.deepEqual(requests.slice(0, 3), ['/api/user/check', '/api/user/check', '/go/auth/reset'])
    assert.isFalse((await state(page)).isAuthenticated)
  },

  async 'shows the sign-in dialog in place of the warning if something is typed and nobody reacts'(scene) {
    const { assert, page, user } = scene
    await write(page)
    await warn(scene)
    await pass(scene, 111 * second)
    await dialog(page).locator('form').waitFor()
    await isClosed(page)
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.deepEqual(await written(page), asWritten)
  },

  async 'closes the warning in both of two tabs when the user stays in one'(scene) {
    const { assert, page } = scene
    const other = await secondTab(scene)
    const endOf = (tab: Page) => tab.locator('#session-end time').getAttribute('datetime')
    await warn(scene)
    await isOpen(other)
    const before = await endOf(page)
    await stay(page).click()
    await isClosed(page)
    await isClosed(other)
    assert.isAbove(Date.parse((await endOf(page))!), Date.parse(before!) + hour)
  },

  async 'closes the warning after activity in another tab'(scene) {
    const { page } = scene
    const other = await secondTab(scene)
    await show(other, 'hidden')
    await warn(scene)
    await header(other).getByText('Welcome Back').click()
    await isClosed(page)
  },

  async 'closes the warning and shows the sign-out after a sign-out in another tab'(scene) {
    const { page } = scene
    const other = await secondTab(scene)
    await show(other, 'hidden')
    await warn(scene)
    await header(other).getByText('Sign out').click()
    await flash(page).filter({ hasText: 'You are signed out.' }).waitFor()
    await isClosed(page)
  },

  async 'shows nothing and sends no check while it is hidden'(scene) {
    const { assert, page, asked } = scene
    await show(page, 'hidden')
    await pass(scene, 2 * hour - 60 * second)
    await page.clock.runFor(20 * second)
    assert.equal(asked(), 0)
    await show(page, 'visible')
    await isOpen(page)
    assert.equal(asked(), 1)

    await show(page, 'hidden')
    await isClosed(page)
    await pass(scene, 2 * minute)
    assert.equal(asked(), 1)
    await show(page, 'visible')
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
  },

  async 'goes to the reset after a sleep past the end, and shows no negative time'(scene) {
    const { assert, page } = scene
    await warn(scene)
    const seen: string[] = []
    page.on('console', (message) => seen.push(message.text()))
    await page.evaluate(() => {
      const clock = document.querySelector('.countdown')!
      new MutationObserver(() => console.log(clock.textContent)).observe(clock, { childList: true })
    })
    await pass(scene, 10 * hour)
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
    assert.notInclude(seen.join(), '-')
    assert.include(seen, '0:00')
  },

  async 'checks after a sleep in which its clock stopped'(scene) {
    const { assert, page, user, asked } = scene
    await warn(scene)
    await age(user, minute)
    await page.clock.setSystemTime(Date.now() + 2 * hour - 50 * second)
    await page.waitForFunction(() => document.querySelector('.countdown')!.textContent!.startsWith('0:'))
    assert.equal(asked(), 2)
    await isOpen(page)

    await stay(page).click()
    await isClosed(page)
    await expireSessions()
    await page.clock.setSystemTime(Date.now() + 9 * hour)
    await page.clock.runFor(10 * second)
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
  },

  async 'warns in time if its clock is an hour ahead'(scene) {
    await warnByAnotherClock(scene, hour)
  },

  async 'warns in time if its clock is an hour behind'(scene) {
    await warnByAnotherClock(scene, -hour)
  },

  async 'asks for a sign-in and says why, if the user presses stay after a sign-out from another device'(
    scene,
  ) {
    const { assert, page, user } = scene
    await write(page)
    await warn(scene)
    await Database.from('sessions').where('user_id', user.id).update({ end_reason: 'revoked' })
    await stay(page).click()
    await dialog(page).getByText('You were signed out from another device.').waitFor()
    await isClosed(page)
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.deepEqual(await written(page), asWritten)
  },

  async 'shows a message without a network and after a server error, and the user can press stay again'(
    scene,
  ) {
    const { assert, page } = scene
    await warn(scene)
    const failures = [
      (route: Route) => route.abort('internetdisconnected'),
      (route: Route) => route.fulfill({ status: 500, body: 'Oh' }),
    ]
    for (const fail of failures) {
      await routeOnce(page, '**/keep-alive', fail)
      await stay(page).click()
      await warning(page).getByRole('alert').getByText('The site did not respond.').waitFor()
      assert.isTrue(await stay(page).isEnabled())
    }
    await stay(page).click()
    await isClosed(page)
  },

  async 'says at 0:00 that there is no network, and reacts when it is back'(scene) {
    const { page } = scene
    await warn(scene)
    await page.context().setOffline(true)
    await pass(scene, 111 * second)
    await warning(page).getByText('The site did not respond.').waitFor()
    await warning(page).getByText('0:00').waitFor()
    await page.context().setOffline(false)
    await page.clock.runFor(5 * second)
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
  },

  async 'signs the user out by its button'(scene) {
    const { page } = scene
    await warn(scene)
    await routeOnce(page, '**/logout', (route) => route.abort('internetdisconnected'))
    const button = warning(page).getByRole('button', { name: 'Sign out' })
    await button.click()
    await warning(page).getByText('The site did not respond.').waitFor()
    await button.click()
    await flash(page).filter({ hasText: 'You are signed out.' }).waitFor()
    await isClosed(page)
  },

  async 'near the end of the lifetime: the user signs in again, and nothing is lost'(scene) {
    const { assert, page, user, context } = scene
    const other = await secondTab(scene)
    const tabs = context.pages()
    await write(page)
    const { stamp } = await state(page)
    await warnOfLifetime(scene)
    assert.equal(await stay(page).count(), 0)
    await warning(page).getByText('A session lasts 12 hours at most.').waitFor()

    await warning(page).getByRole('button', { name: 'Sign in again' }).click()
    await dialog(page).getByText('Sign in again for a new session.').waitFor()
    await isClosed(page)
    await comeBack(page)
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.deepEqual(await written(page), asWritten)
    await other.waitForFunction((stamp) => !document.querySelector(`meta[content="${stamp}"]`), stamp)

    assert.notEqual((await state(page)).stamp, stamp)
    assert.closeTo((await sessionOf(user)).created_at, Date.now(), 5 * second)
    await page.click('#comment-form button:not([type=button])')
    await page.locator('.comment').getByText(text).waitFor()
    assert.isTrue(context.pages().every((tab) => tabs.includes(tab)))
  },

  async 'near the end of the lifetime: somebody else signs in, and the text is not sent as theirs'(scene) {
    const { page } = scene
    await write(page)
    await warnOfLifetime(scene)
    await warning(page).getByRole('button', { name: 'Sign in again' }).click()
    await fillSignIn(page, await grace(), inDialog)
    await dialog(page).getByText('You are now signed in as Grace').waitFor()
  },

  async 'near the end of the lifetime: the user presses "Not now", and the warning stays closed until the end'(
    scene,
  ) {
    const { assert, page } = scene
    await write(page)
    await warnOfLifetime(scene)
    await warning(page).getByRole('button', { name: 'Sign in again' }).click()
    await dialog(page).getByRole('button', { name: 'Back to the page' }).click()
    await page.waitForFunction(() => document.activeElement?.id === 'body')
    assert.deepEqual(await written(page), asWritten)
    await page.clock.runFor(5 * second)
    assert.isFalse(await warning(page).isVisible())

    await pass(scene, 100 * second)
    await dialog(page).getByText('Your session has expired.').waitFor()
  },

  async 'works with the keyboard: the focus stays inside, Escape means stay, focus and caret return'(scene) {
    const { assert, page } = scene
    await write(page)
    await page.evaluate(() => window.scrollTo(0, 30))
    await warn(scene)
    const focused = () => page.evaluate(() => document.activeElement!.textContent!.trim())
    const names: string[] = []
    for (const key of ['Space', 'Enter']) await page.keyboard.press(key)
    for (const key of ['Shift+Tab', 'Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
      await page.keyboard.press(key)
      names.push(await focused())
    }
    const [stays, ends] = ['Stay signed in', 'Sign out']
    assert.deepEqual(names, [ends, stays, ends, stays, ends, stays])
    await page.keyboard.type('x')
    await page.keyboard.press('Escape')
    await isClosed(page)
    assert.deepEqual(await written(page), asWritten)
    assert.equal(await page.evaluate(() => scrollY), 30)
    assert.closeTo((await sessionOf(scene.user)).expires_at, Date.now() + 2 * hour, 3 * second)
  },

  async 'stays above what the app opens, and its popovers and dialogs stay as they are'(scene) {
    const { assert, page } = scene
    await page.evaluate(() => {
      const html =
        '<div id="menu" popover="auto"><input id="inner"></div><dialog id="own"><input id="late"></dialog>'
      document.body.insertAdjacentHTML('beforeend', html)
      document.addEventListener('keydown', () => document.querySelector<any>('#own').close(), true)
      document.querySelector<HTMLElement>('#menu')!.showPopover()
      document.querySelector<HTMLElement>('#inner')!.focus()
    })
    await warn(scene)
    await page.keyboard.press('Escape')
    await isClosed(page)
    assert.isTrue(await page.isVisible('#inner'))
    assert.equal(await page.evaluate(() => document.activeElement!.id), 'inner')

    await warn(scene)
    await page.evaluate(() => document.querySelector<HTMLDialogElement>('#own')!.showModal())
    assert.equal(await page.evaluate(() => document.activeElement!.id), 'session-warning-title')
    await page.keyboard.press('Escape')
    await isClosed(page)
    assert.isTrue(await page.isVisible('#late'))
  },

  async 'keeps somebody signed in who writes for three hours, at most once in a tenth of the age, and does not open'(
    scene,
  ) {
    const { assert, page, user } = scene
    const count = keepAlives(page)
    await page.focus('#body')
    for (let quarters = 0; quarters < 12; quarters++) {
      for (const key of ['a', 'b']) {
        await pass(scene, 5 * minute)
        await page.keyboard.press(key)
      }
      await pass(scene, 5 * minute)
      await Promise.all([page.waitForResponse(/keep-alive/), page.keyboard.type('c ')])
    }
    assert.equal(count(), 12)
    assert.closeTo((await sessionOf(user)).expires_at, Date.now() + 2 * hour, 3 * second)
    assert.isFalse(await warning(page).isVisible())
    assert.equal(await page.inputValue('#body'), 'abc '.repeat(12))
  },

  async 'takes movements, scrolling, and events of scripts for no activity'(scene) {
    const { assert, page } = scene
    const count = keepAlives(page)
    await pass(scene, hour)
    await page.mouse.move(100, 100)
    await page.mouse.move(200, 200)
    await page.mouse.wheel(0, 50)
    await page.dispatchEvent('#body', 'input')
    await page.dispatchEvent('#body', 'keydown', { key: 'a' })
    await answered(page)
    assert.equal(count(), 0)
    await Promise.all([page.waitForResponse(/keep-alive/), page.mouse.click(200, 200)])
    assert.equal(count(), 1)
  },

  async 'waits for a pause of typing, and the next key presses no button'(scene) {
    const { assert, page } = scene
    await stopClock(page)
    await page.focus('#body')
    await page.keyboard.type('with')
    await leave(scene, 100 * second)
    await page.clock.runFor(1_900)
    assert.isFalse(await warning(page).isVisible())
    await page.keyboard.type('out a')
    await page.clock.runFor(1_900)
    assert.isFalse(await warning(page).isVisible())
    await page.clock.runFor(100)
    await isOpen(page)

    await page.keyboard.type(' pause\n')
    assert.isTrue(await warning(page).isVisible())
    assert.equal(await page.inputValue('#body'), 'without a')
  },

  async 'opens under typing fingers in the last 20 seconds, and their keys press no button'(scene) {
    const { assert, page } = scene
    await stopClock(page)
    await page.focus('#body')
    await page.keyboard.type('without')
    await leave(scene, 15 * second)
    await page.clock.runFor(1)
    await isOpen(page)
    for (const key of ['Tab', 'Space', 'Enter', 'Escape']) await page.keyboard.press(key)
    assert.isTrue(await warning(page).isVisible())

    await page.clock.runFor(1_000)
    await page.keyboard.press('Escape')
    await isClosed(page)
  },

  async 'says what is true if the site does not respond to somebody who writes, tries again, and closes'(
    scene,
  ) {
    const { page } = scene
    let isFailing = true
    await page.route('**/keep-alive', (route) =>
      isFailing ? route.fulfill({ status: 500 }) : route.continue(),
    )
    await pass(scene, 117 * minute)
    await Promise.all([page.waitForResponse(/keep-alive/), page.locator('#body').pressSequentially('a')])
    await pass(scene, 90 * second)
    await warning(page).getByText('tried to keep you signed in, but could not.').waitFor()
    isFailing = false
    for (let seconds = 0; seconds < 20; seconds++) await page.clock.runFor(second)
    await isClosed(page)
  },

  async 'shows the sign-in dialog to somebody who types after a sign-out from another device'(scene) {
    const { page, user } = scene
    await pass(scene, hour)
    await Database.from('sessions').where('user_id', user.id).update({ end_reason: 'revoked' })
    await page.locator('#body').pressSequentially('a')
    await dialog(page).getByText('You were signed out from another device.').waitFor()
  },

  async 'announces the time at first, every 20 seconds, and at the start of the last 20'(scene) {
    const { assert, page } = scene
    await warn(scene)
    const spoken = () => page.locator('#session-warning [role=status]').textContent()
    const heard = [await spoken()]
    for (let seconds = 0; seconds < 100; seconds++) {
      await page.clock.runFor(second)
      const now = await spoken()
      if (now !== heard.at(-1)) heard.push(now)
    }
    assert.match(heard[0]!, /^1 minute \d+ seconds$/)
    assert.isAtMost(heard.length, 7)
    assert.isAtLeast(heard.length, 6)
    assert.include(heard, '20 seconds')
  },

  async 'looks right in wide and narrow windows, in dark mode and forced colours, and does not move during the countdown'(
    scene,
  ) {
    const { assert, page } = scene
    await warn(scene)
    await page.evaluate(axe)
    const looks = [
      { width: 1280, height: 800, colorScheme: 'light', forcedColors: 'none' },
      { width: 320, height: 480, colorScheme: 'dark', forcedColors: 'none' },
      { width: 320, height: 480, colorScheme: 'light', forcedColors: 'active' },
    ] as const
    for (const { width, height, ...media } of looks) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia(media)
      const { violations } = await page.evaluate(() => (window as any).axe.run())
      assert.deepEqual(
        violations.map(({ id, nodes }: any) => [id, nodes[0].html]),
        [],
      )
      const { x, width: wide } = (await warning(page).boundingBox())!
      assert.isTrue(x >= 0 && x + wide <= width)
    }
    const before = await warning(page).boundingBox()
    await page.clock.runFor(2 * second)
    assert.deepEqual(await warning(page).boundingBox(), before)
  },

  async 'shows no warning on a remembered device, which signs in again'(scene) {
    const { assert, page, user, context } = scene
    await context.request.post(`${origin}/login`, {
      form: { email: user.email, password, remember_me: 'true' },
      headers: { origin },
    })
    await page.reload()
    const { stamp } = await state(page)
    await pass(scene, 2 * hour - 60 * second)
    assert.isFalse(await warning(page).isVisible())
    await pass(scene, 61 * second)
    await page.waitForFunction((stamp) => !document.querySelector(`meta[content="${stamp}"]`), stamp)
    assert.isTrue((await state(page)).isAuthenticated)
  },

  async 'reacts at the end in an app without the warning'(scene) {
    const { assert, page, asked } = scene
    settings().warning = '0'
    await page.reload()
    await pass(scene, 2 * hour - 5 * second)
    assert.equal(asked(), 0)
    await pass(scene, 6 * second)
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
  },
}

let done = 0

test.group('A page whose session is about to end', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    settings().warning = '2m'
  })

  for (const [name, act] of Object.entries(rows)) {
    test(name, async ({ assert, browserContext: context }) => {
      const user = await ada()
      await signIn(context, user)
      const page = await context.newPage()
      let count = 0
      page.on('request', (request) => request.url().endsWith('/check') && count++)
      await page.clock.install()
      await page.goto(`${origin}/lessons/open`)
      await act({ assert, context, page, user, asked: () => count })
      done++
    })
  }

  group.teardown(() => console.log(`\nThe warning: ${done} of ${Object.keys(rows).length}`))
})
