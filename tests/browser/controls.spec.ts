import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import { lodash } from '@poppinss/utils'
import Database from '@ioc:Adonis/Lucid/Database'
import type User from 'App/Models/User'
import { ada, emptyDatabase, expireSessions, grace } from '../support/database'
import { asking, comeBack, dialog, fillSignIn, inDialog, openAs, signIn } from '../support/browser'
import { Control, controls, outside, prepare } from '../support/things/controls'
import { stored } from '../support/things/routes'
import { origin } from '../support/visitor'

const all = [...controls, ...outside]
const withoutScript = all.filter(({ needsScript }) => !needsScript)
const path = '/things/create'
const cells: Record<string, Set<string>> = {}

/** Counts a control that came back in a situation. */
const count = (situation: string, { name }: Control) => (cells[situation] ??= new Set()).add(name)

const open = async (user: User, context: BrowserContext, query = '') => {
  const page = await openAs(user, context, path + query)
  await prepare(page)
  return page
}

async function changeAll(page: Page, changed = all) {
  for (const { change } of changed) await change(page)
}

const send = (page: Page) => page.click('#send')
const hasStored = (page: Page, number = 1) => page.getByText(`Stored as number ${number}.`).first().waitFor()

test.group('A page with every kind of control', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    stored.length = 0
    user = await ada()
  })

  group.teardown(() => {
    const columns = Object.entries(cells).map(([situation, names]) => `${names.size} ${situation}`)
    const done = Object.values(cells).reduce((sum, names) => sum + names.size, 0)
    console.log(
      `\nControls that came back: ${done} of ${all.length * 4 + withoutScript.length} (${columns.join(', ')})`,
    )
  })

  test('nothing is typed: the page says that the session has expired', async ({ browserContext }) => {
    const page = await open(user, browserContext)
    await expireSessions()
    await comeBack(page)
    await page.getByText('Your session has expired.').first().waitFor()
  })

  for (const control of all) {
    test(`${control.name}: a page whose session ended keeps it`, async ({ assert, browserContext }) => {
      const page = await open(user, browserContext, `?only=${encodeURIComponent(control.name)}`)
      await control.change(page)
      await expireSessions()
      await comeBack(page)
      await fillSignIn(page, user, inDialog)
      await dialog(page).waitFor({ state: 'hidden' })
      assert.deepEqual(await control.read(page), control.value)
      count('expired on return', control)
    })
  }

  async function sendsAll(page: Page, assert: any, situation: string) {
    await hasStored(page)
    assert.lengthOf(stored, 1)
    for (const control of all) {
      const [field, value] = control.sent ?? []
      if (field) assert.deepEqual(lodash.get(stored[0], field), value, control.name)
      count(situation, control)
    }
  }

  test('a form sent after the end is stored once, with every control', async ({ assert, browserContext }) => {
    const page = await open(user, browserContext)
    await changeAll(page)
    await expireSessions()
    await send(page)
    await fillSignIn(page, user, inDialog)
    await sendsAll(page, assert, 'sent after the end')
  })

  test('a form with an old token is stored once, with every control', async ({ assert, browserContext }) => {
    const page = await open(user, browserContext)
    await changeAll(page)
    await signIn(browserContext, user)
    await send(page)
    await sendsAll(page, assert, 'old token')
  })

  test('the form of another user is not sent, and keeps every control', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(user, browserContext)
    await changeAll(page)
    await signIn(browserContext, await grace())
    await send(page)
    await page.getByText('You are now signed in as Grace').first().waitFor()
    assert.lengthOf(stored, 0)
    for (const control of all) {
      assert.deepEqual(await control.read(page), control.value, control.name)
      count('switched', control)
    }
  })

  test('without JavaScript every control comes back after the sign-in', async ({ assert, browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    await signIn(context, user)
    const page = await context.newPage()
    await page.goto(origin + path)
    await changeAll(page, withoutScript)
    await expireSessions()
    await send(page)
    await fillSignIn(page, user)
    await page.locator('#thing').waitFor()
    assert.equal(new URL(page.url()).pathname, path)
    for (const control of withoutScript) {
      assert.deepEqual(await control.read(page), control.value, control.name)
      count('no JavaScript', control)
    }
    await send(page)
    await hasStored(page)
    assert.lengthOf(stored, 1)
    await context.close()
  })
})

/** Where an app shows a form besides the main element. */
const places = [
  'modal dialog',
  'dialog',
  'popover',
  'modal overlay',
  'drawer',
  'element beside main',
] as const
type Place = (typeof places)[number]

/** Opens a page whose form is in that place. */
async function openIn(place: Place, user: User, context: BrowserContext) {
  const query = '?only=textarea'
  if (place === 'modal overlay' || place === 'drawer') {
    const page = await openAs(user, context, '/things/part')
    const mode = place === 'drawer' ? 'drawer' : 'modal'
    const options = { url: path + query, mode, history: false, animation: false }
    await page.evaluate((options) => void (window as any).up.layer.open(options), options)
    await page.locator('[name=text]').waitFor()
    return page
  }
  const page = await open(user, context, query)
  await moveTo(page, place)
  return page
}

/** Moves the form to a place in the page, as an app that shows it there. */
const moveTo = (page: Page, place: Place) =>
  page.evaluate((place) => {
    const element: any = document.createElement(place.endsWith('dialog') ? 'dialog' : 'section')
    element.id = 'place'
    element.append(document.querySelector('#thing')!)
    document.body.append(element)
    if (place === 'modal dialog') element.showModal()
    if (place === 'dialog') element.show()
    if (place === 'popover') {
      element.popover = 'auto'
      element.showPopover()
    }
  }, place)

const isOpen = (page: Page, place: Place) =>
  page.evaluate((place) => {
    const element = document.querySelector<HTMLElement>('#place')
    if (place === 'modal overlay' || place === 'drawer') return (window as any).up.layer.count === 2
    if (place === 'modal dialog') return element!.matches(':modal')
    if (place === 'dialog') return element!.hasAttribute('open')
    if (place === 'popover') return element!.matches(':popover-open')
    return true
  }, place)

const situations = ['expired on return', 'sent after the end', 'old token', 'switched'] as const

test.group('A form in another place', (group) => {
  const text = 'Words in another place'
  let user: User
  let done = 0

  group.each.setup(async () => {
    await emptyDatabase()
    stored.length = 0
    user = await ada()
  })
  group.teardown(() => console.log(`\nPlaces: ${done} of ${places.length * situations.length}`))

  for (const place of places) {
    for (const situation of situations) {
      test(`a ${place}, ${situation}`, async ({ assert, browserContext }) => {
        const page = await openIn(place, user, browserContext)
        await page.focus('[name=text]')
        await page.keyboard.type(text)
        await page.evaluate(() =>
          document.querySelector<HTMLTextAreaElement>('[name=text]')!.setSelectionRange(3, 3),
        )
        if (situation === 'switched') await signIn(browserContext, await grace())
        else if (situation === 'old token') await signIn(browserContext, user)
        else await expireSessions()

        if (situation === 'expired on return') await comeBack(page)
        else await send(page)

        if (situation === 'switched') {
          await page.getByText('You are now signed in as Grace').first().waitFor()
          assert.lengthOf(stored, 0)
          assert.equal(await page.inputValue('[name=text]'), text)
          assert.isFalse(await page.isVisible('[name=text]'))
          return void done++
        }
        if (situation !== 'old token') {
          await dialog(page).locator('form').first().waitFor()
          assert.isFalse(await page.isVisible('[name=text]'))
          await fillSignIn(page, user, inDialog)
        }
        if (situation === 'expired on return') {
          await dialog(page).waitFor({ state: 'hidden' })
          assert.isTrue(await isOpen(page, place))
          assert.equal(await page.inputValue('[name=text]'), text)
          await page.keyboard.type('!')
          assert.equal(await page.inputValue('[name=text]'), `${text.slice(0, 3)}!${text.slice(3)}`)
          return void done++
        }
        await hasStored(page)
        assert.lengthOf(stored, 1)
        assert.equal(stored[0].text, text)
        done++
      })
    }
  }
})

test.group('A page of another identity', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    stored.length = 0
    user = await ada()
  })

  test('a part of the page that is rendered for another user changes nothing', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(user, browserContext, '?only=textarea')
    const identity = () =>
      page.evaluate(() =>
        ['csrf-token', 'session-stamp', 'session-viewer'].map((name) =>
          document.querySelector(`meta[name=${name}]`)!.getAttribute('content'),
        ),
      )
    await page.focus('[name=text]')
    await page.keyboard.type('Words of Ada')
    const before = await identity()
    const other = await grace()
    await signIn(browserContext, other)
    await page.click('#refresh')
    await page.getByText('You are now signed in as Grace').first().waitFor()
    assert.deepEqual(await identity(), before)
    assert.equal(await page.locator('[name=text]').inputValue(), 'Words of Ada')
    assert.lengthOf(stored, 0)
    assert.lengthOf(await Database.from('comments'), 0)
  })

  test('a part of the page asked for after the end leaves the text where it is', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(user, browserContext, '?only=textarea')
    await page.focus('[name=text]')
    await page.keyboard.type('Words of Ada')
    await expireSessions()
    await asking(page, () => page.click('#refresh')).catch(() => {})
    await fillSignIn(page, user, inDialog)
    await page.getByText('The list is fresh.').waitFor()
    assert.equal(await page.locator('[name=text]').inputValue(), 'Words of Ada')
  })
})
