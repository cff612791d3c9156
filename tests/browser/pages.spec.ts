import { test } from '@japa/runner'
import { readFileSync } from 'fs'
import type { Page } from 'playwright'
import Database from '@ioc:Adonis/Lucid/Database'
import { countSignIn } from 'App/Models/RateLimit'
import type User from 'App/Models/User'
import { CommentFactory } from 'Database/factories'
import Lessons from 'Database/seeders/Lessons'
import { ada, emptyDatabase, expireSessions, openSession } from '../support/database'
import {
  comeBack,
  dialog,
  fillSignIn,
  header,
  lesson,
  open,
  openAs,
  settle,
  signIn,
} from '../support/browser'
import { linkTo } from '../support/mails'
import { origin } from '../support/visitor'

declare global {
  interface Window {
    moved: string[]
  }
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const guestPages = [
  '/',
  '/lessons',
  '/lessons/open',
  '/lessons/the-check',
  '/login',
  '/register',
  '/forgot-password',
  `/reset-password/${'a'.repeat(43)}`,
  '/dev/mails',
  '/code/lessons.show',
  '/source/app/Controllers/Http/UsersController.ts',
  '/no-such-page',
]
const signedInPages = [
  '/',
  '/lessons/open',
  '/comments/:id',
  '/comments/:id/edit',
  '/account',
  '/account/sessions',
]

/** All rules of axe, including level AAA; in dark mode only the rules about contrast. */
async function violations(page: Page, colorScheme: string) {
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()))
  await page.evaluate(axe)
  // Here the development bar covers nothing.
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  const { violations } = await page.evaluate((isDark) => {
    const { axe } = window as any
    const ids = axe.getRules().map(({ ruleId }: any) => ruleId)
    return axe.run({ runOnly: ids.filter((id: string) => !isDark || id === 'color-contrast-enhanced') })
  }, colorScheme === 'dark')
  return violations.map(({ id, nodes }: any) => [id, nodes[0].html])
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Returns targets below 24 px, code below 15 px, and code that scrolls without a named tab stop or the reverse. */
const flaws = (page: Page) =>
  page.evaluate(() => {
    const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
    const isStop = (pre: HTMLElement) => pre.tabIndex === 0 && pre.hasAttribute('aria-label')
    return [
      ...all('main :is(code, pre, kbd)').filter((code) => parseFloat(getComputedStyle(code).fontSize) < 15),
      ...all(':is(a, button, summary, input, textarea):not([type=hidden], .skip)')
        .filter((target) => target.checkVisibility() && getComputedStyle(target).display !== 'inline')
        .filter((target) => Math.min(target.offsetWidth, target.offsetHeight) < 24),
      ...all('.code pre').filter((pre) => pre.scrollWidth > pre.clientWidth !== isStop(pre)),
    ].map(({ outerHTML }) => outerHTML.slice(0, 120))
  })

/** Returns the ring around the focused element, and its two colours. */
const ring = (page: Page) =>
  page.evaluate(() => {
    const { tagName: tag } = document.activeElement!
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(document.activeElement!)
    const colors = [outlineColor, boxShadow].map((color) =>
      (color.match(/\d+/g) ?? []).slice(0, 3).map(Number),
    )
    return { tag, style: outlineStyle, width: parseFloat(outlineWidth), colors }
  })

/** Returns the contrast of two colours by the formula of WCAG. */
function contrast(colors: number[][]) {
  const linear = (part: number) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4)
  const [dark, light] = colors
    .map((parts) => parts.map(linear))
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((one, other) => one - other)
  return (light + 0.05) / (dark + 0.05)
}

/** Records the names of elements that move from now on. */
function recordMotion() {
  const { animate } = Element.prototype
  window.moved = []
  Element.prototype.animate = function (...details) {
    const animation = animate.apply(this, details)
    if (animation.effect!.getTiming().duration) window.moved.push(this.tagName)
    return animation
  }
  addEventListener('transitionrun', ({ target }) => window.moved.push((target as Element).tagName))
}

const headerHeight = async (page: Page) => (await page.locator('.site-header').boundingBox())!.height

test.group('Every page', (group) => {
  let user: User
  let commentId: number

  group.each.setup(async () => {
    await emptyDatabase()
    const { id: lessonId } = await lesson()
    await new Lessons(Database.connection()).run()
    user = await ada()
    await user.merge({ name: 'W'.repeat(80) }).save()
    await user.merge({ bio: 'W'.repeat(500) }).save()
    const comments = CommentFactory.merge({ lessonId, userId: user.id, body: 'W'.repeat(500) })
    commentId = (await comments.createMany(21))[0].id
  })

  async function visit(page: Page, paths: string[], check: (path: string) => Promise<void>) {
    for (const path of paths) {
      await page.goto(origin + path.replace(':id', `${commentId}`))
      await check(path)
    }
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`is accessible and fits a narrow window, in ${colorScheme}`, async ({ assert, browser }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } })
      const page = await open(context, '/')
      const height = await headerHeight(page)
      const check = async (path: string) => {
        assert.deepEqual(await violations(page, colorScheme), [], path)
        assert.equal(await overflow(page), 0, path)
        assert.deepEqual(await flaws(page), [], path)
        assert.equal(await headerHeight(page), height, path)
      }
      await visit(page, guestPages, check)
      await signIn(context, user)
      await visit(page, signedInPages, check)
      await context.close()
    })
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`is accessible in ${colorScheme} with questions and errors`, async ({ assert, browser }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } })
      const page = await open(context, '/login')
      const look = async (state: string) => {
        await page.evaluate(() =>
          Promise.allSettled(document.getAnimations().map(({ finished }) => finished)),
        )
        assert.deepEqual(await violations(page, colorScheme), [], state)
        assert.equal(await overflow(page), 0, state)
      }

      await fillSignIn(page, user, undefined, 'wrong')
      await page.locator('.error-summary').waitFor()
      await look('an error summary')
      for (let count = 0; count < 5; count++) await countSignIn('127.0.0.1', 'too.often@example.com')
      await page.fill('#email', 'too.often@example.com')
      await page.fill('#password', 'wrong')
      await page.locator('#login-form').evaluate((form: HTMLFormElement) => form.submit())
      await page.getByRole('heading', { name: 'Too many attempts' }).waitFor()
      await look('too many attempts')

      await signIn(context, user)
      await page.goto(`${origin}/lessons/open?page=2`)
      await page.getByText('Delete', { exact: true }).click()
      await look('a question before a deletion')
      await page.getByRole('link', { name: 'Edit your comment' }).click()
      await page.fill('#edit-form #body', 'kept')
      await look('a form to edit')
      await Database.from('comments').where('id', commentId).update({ body: 'changed meanwhile' })
      await page.locator('#edit-form').evaluate((form: HTMLFormElement) => form.submit())
      await page.locator('#saved').waitFor()
      await look('two texts of one comment')
      await page.locator('#edit-form').evaluate((form: HTMLFormElement) => {
        form.action = '/comments/999999?_method=PUT'
        form.submit()
      })
      await page.getByRole('heading', { name: 'Page not found' }).waitFor()
      await look('a text that was not sent')
      await page.goto(`${origin}/comments/${commentId}/edit`)
      await page.fill('#edit-form #body', 'kept')
      await expireSessions()
      await comeBack(page)
      await dialog(page).getByText('Discard what I typed').click()
      await look('a question before text is lost')

      await page.goto(`${origin}/forgot-password`)
      await page.fill('#email', user.email)
      await page.getByText('Send the link').click()
      await page.locator('#flash .flash').waitFor()
      await look('a mail on its way')
      await page.goto(origin + (await linkTo(user.email)))
      await look('a new password')
      await page.goto(`${origin}/dev/mails`)
      await look('mails')

      await signIn(context, user)
      await openSession(user)
      await page.goto(`${origin}/account/sessions`)
      await page.getByText('Sign out all others').click()
      await page.locator('.devices summary').last().click()
      await look('questions before devices are signed out')
      await Database.from('sessions').update({ confirmed_at: null })
      await page.goto(`${origin}/account/sessions`)
      await page.locator('#confirmation-form').waitFor()
      await look('a form that asks for the password')
      await context.close()
    })
  }

  test('throws no error, violates no policy, and has a header of the same height', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    const errors: string[] = []
    const heights = new Set<number>()
    page.on('pageerror', ({ message }) => errors.push(message))
    page.on('console', (message) => {
      const isOfErrorPage = /no-such-page|reset-password/.test(message.location().url)
      if (message.type() === 'error' && !isOfErrorPage) errors.push(message.text())
    })
    const check = async (path: string) => {
      await comeBack(page)
      await settle(page)
      assert.deepEqual(await flaws(page), [], path)
      heights.add(await headerHeight(page))
    }
    await visit(page, guestPages, check)
    await signIn(browserContext, user)
    await visit(page, signedInPages, check)
    await page.waitForLoadState('networkidle')
    assert.deepEqual(errors, [])
    assert.equal(heights.size, 1)
  })

  test('opens the contents of a lesson where there is room; on a phone the text comes first', async ({
    assert,
    browser,
  }) => {
    const viewport = { width: 390, height: 640 }
    const context = await browser.newContext({ javaScriptEnabled: false, viewport })
    const page = await open(context, '/lessons/the-check')
    const link = page.locator('.contents').getByRole('link', { name: 'When a page asks' })
    const text = (await page.locator('.prose p').first().boundingBox())!
    assert.isAtMost(text.y + text.height, viewport.height)
    assert.isFalse(await link.isVisible())
    await page.setViewportSize({ width: 1280, height: 640 })
    assert.isTrue(await link.isVisible())
    await page.setViewportSize(viewport)
    await page.locator('.contents').getByText('In this lesson').click()
    assert.isTrue(await link.isVisible())
    await context.close()
  })

  test('marks the part of a lesson that is being read in its contents', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(browserContext, '/lessons/the-check')
    const marked = page.locator('.contents [aria-current=location]')
    assert.equal(await marked.count(), 0)
    for (const part of ['When a page asks', 'Discussion']) {
      await page.locator('.contents').getByRole('link', { name: part }).click()
      await marked.filter({ hasText: part }).waitFor()
      assert.equal(await marked.count(), 1)
    }
    await page.evaluate(() => scrollTo(0, 0))
    await page.waitForFunction(() => !document.querySelector('.contents [aria-current=location]'))
  })

  test('shows twelve devices in the window of a laptop', async ({ assert, browserContext }) => {
    for (let count = 0; count < 11; count++) await openSession(user)
    const page = await openAs(user, browserContext, '/account/sessions')
    await page.setViewportSize({ width: 1280, height: 800 })
    const box = await page.locator('.devices li').nth(11).boundingBox()
    assert.isAtMost(box!.y + box!.height, 800)
  })

  const modes = [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }] as const
  for (const mode of modes) {
    test(`shows where the focus is: ${JSON.stringify(mode)}`, async ({ assert, browser }) => {
      const context = await browser.newContext(mode)
      const page = await openAs(user, context, '/account')
      const tags = new Set<string>()
      for (let count = 0; count < 9; count++) {
        await page.keyboard.press('Tab')
        const { tag, style, width, colors } = await ring(page)
        tags.add(tag)
        assert.equal(style, 'solid', tag)
        assert.isAtLeast(width, 2, tag)
        // With 9:1 between the two, one of them has 3:1 on every ground.
        if (!('forcedColors' in mode)) assert.isAtLeast(contrast(colors), 9, tag)
      }
      assert.sameMembers([...tags], ['A', 'BUTTON', 'INPUT', 'TEXTAREA'])
      await context.close()
    })
  }

  test('hides hidden inputs itself, as not every browser does', async ({ assert, browserContext }) => {
    const page = await open(browserContext, '/login')
    const display = await page.evaluate(() => {
      const element = document.createElement('p')
      element.setAttribute('type', 'hidden')
      document.body.append(element)
      return getComputedStyle(element).display
    })
    assert.equal(display, 'none')
  })

  test('lets a message of a script be dismissed, and the focus goes to the form', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.setViewportSize({ width: 800, height: 200 })
    await page.fill('#body', 'kept')
    await browserContext.setOffline(true)
    await page.click('#comment-form button:not([type=button])')
    const message = page.locator('#comment-form .flash')
    await message.getByText('The site does not respond.').waitFor()
    assert.isAbove((await message.boundingBox())!.y, -1)
    const dismiss = message.getByRole('button', { name: 'Dismiss' })
    const { width, height } = (await dismiss.boundingBox())!
    assert.isAtLeast(Math.min(width, height), 24)
    await dismiss.press('Enter')
    assert.equal(await message.count(), 0)
    assert.equal(await page.evaluate(() => document.activeElement!.id), 'body')
    assert.equal(await page.inputValue('#body'), 'kept')
  })

  test('has a button that says what it does, and keeps the focus', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/account')
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route('**/account?_method=PUT', async (route) => {
      await held
      await route.continue()
    })
    const button = page.locator('#account-form button')
    const { width } = (await button.boundingBox())!
    await button.press('Enter')
    await button.getByText('Sending…').waitFor()
    assert.closeTo((await button.boundingBox())!.width, width, 1)
    assert.isTrue(await button.evaluate((element) => element === document.activeElement))
    release()
    await button.getByText('Done').waitFor()
    await button.getByText('Save account').waitFor()
  })

  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    test(`plays the timeline once, and again at a press; reduced motion: ${reducedMotion}`, async ({
      assert,
      browser,
    }) => {
      const context = await browser.newContext({ reducedMotion })
      const page = await open(context, '/')
      const timeline = page.locator('.timeline')
      await timeline.waitFor()
      if (reducedMotion === 'reduce') {
        assert.equal(await page.getByText('Play again').count(), 0)
        assert.equal(await page.evaluate(() => document.getAnimations().length), 0)
      } else {
        await page.locator('.timeline.playing').waitFor()
        await timeline.evaluate((list) =>
          list.getAnimations({ subtree: true }).forEach((animation) => animation.finish()),
        )
        await page.getByRole('button', { name: 'Play again' }).click()
        assert.isAbove(
          await timeline.evaluate(
            (list) =>
              list.getAnimations({ subtree: true }).filter(({ playState }) => playState === 'running').length,
          ),
          0,
        )
      }
      await context.close()
    })
  }

  test('announces messages to a screen reader', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/')
    await header(page).getByText('Sign out').click()
    await page.locator('#announcer').getByText('You are signed out.').waitFor({ state: 'attached' })
    assert.equal(await page.locator('#announcer').getAttribute('role'), 'status')
  })

  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    test(`shows a progress bar and the dialog, reduced motion: ${reducedMotion}`, async ({
      assert,
      browser,
    }) => {
      const context = await browser.newContext({ reducedMotion })
      const page = await openAs(user, context, '/')
      await page.evaluate(recordMotion)
      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      await page.route('**/lessons/open', async (route) => {
        await held
        await route.continue()
      })
      await page.click('.lessons a[href="/lessons/open"]')
      await page.locator('up-progress-bar').waitFor({ state: 'attached' })
      release()
      await page.fill('#body', 'kept')
      await expireSessions()
      await comeBack(page)
      await dialog(page).locator('[name=email]').waitFor()

      const moved = await page.evaluate(() => window.moved)
      if (reducedMotion === 'reduce') assert.isEmpty(moved)
      else assert.include(moved, 'UP-PROGRESS-BAR')
      await context.close()
    })
  }
})
