import { test } from '@japa/runner'
import type { Page } from 'playwright'
import Database from '@ioc:Adonis/Lucid/Database'
import type User from 'App/Models/User'
import { ada, emptyDatabase, expireSessions, openSession, sessionOf } from '../support/database'
import {
  comeBack,
  dialog,
  fillSignIn,
  flash,
  header,
  inDialog,
  lesson,
  open,
  openAs,
  signIn,
  signOutElsewhere,
  state,
} from '../support/browser'
import { password } from 'Database/factories'
import { origin, Visitor } from '../support/visitor'

const away = 'You were signed out from another device.'
const text = 'What I have to say, at some length. 🚀'
const [minute, hour] = [60_000, 60 * 60 * 1000]

const otherDevice = (page: Page) => page.locator('.devices li').filter({ hasNotText: 'this device' })
const ask = (page: Page) => otherDevice(page).locator('summary')

/** Presses "Sign out", and says yes to the question. */
async function signOutOther(page: Page) {
  await ask(page).click()
  await otherDevice(page)
    .getByRole('button', { name: /^Sign out / })
    .click()
}

test.group('A page that stays open on a device that another device signs out', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  test('says so if nothing was typed', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await signOutElsewhere(user)
    await comeBack(page)

    await flash(page).filter({ hasText: away }).waitFor()
    assert.isFalse((await state(page)).isAuthenticated)
    assert.equal(await page.getByText('Your session has expired.').count(), 0)
  })

  test('shows the reason in the dialog, and keeps the text after the sign-in', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.fill('#body', text)
    await signOutElsewhere(user)
    await comeBack(page)

    await dialog(page).getByText(`${away} Sign in to continue`).waitFor()
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    await header(page).getByText('Ada').waitFor()
    assert.equal(await page.inputValue('#body'), text)
  })

  test('shows the reason in the dialog over a form that was sent, and sends the form after the sign-in', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.fill('#body', text)
    await signOutElsewhere(user)
    await page.click('#comment-form button:not([type=button])')

    await dialog(page).getByText(away).waitFor()
    await fillSignIn(page, user, inDialog)
    await page.locator('.comment').filter({ hasText: text }).waitFor()
    assert.lengthOf(await Database.from('comments'), 1)
  })

  test('says so after a link to a page of the account', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await signOutElsewhere(user)
    await header(page).getByText('Ada').click()

    await flash(page).filter({ hasText: away }).waitFor()
    assert.match(page.url(), /\/login\?return=/)
  })

  test('says so on the device that another browser signs out in the list', async ({
    assert,
    browser,
    browserContext,
  }) => {
    await signIn(browserContext, user)
    const left = await open(browserContext, '/lessons/open')
    const other = await browser.newContext()
    await signIn(other, user)
    const list = await open(other, '/account/sessions')

    const devices = list.locator('.devices li')
    assert.equal(await devices.count(), 2)
    await signOutOther(list)
    await flash(list).filter({ hasText: 'is signed out.' }).waitFor()
    assert.equal(await devices.count(), 1)

    await comeBack(left)
    await flash(left).filter({ hasText: away }).waitFor()
    await other.close()
  })
})

test.group('Signing out other devices long after the sign-in', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
    await openSession(user)
  })

  const letTimePass = () => Database.from('sessions').update({ confirmed_at: Date.now() - 10 * minute })
  for (const javaScriptEnabled of [true, false]) {
    test(`needs the password first, JavaScript: ${javaScriptEnabled}`, async ({ assert, browser }) => {
      const context = await browser.newContext({ javaScriptEnabled })
      const page = await openAs(user, context, '/account/sessions')
      await ask(page).waitFor()
      await letTimePass()
      await signOutOther(page)

      const field = page.getByLabel('Your password')
      await page.getByText('Confirm your password first.').first().waitFor()
      assert.equal(await ask(page).count(), 0)
      assert.equal(await page.getByText('Sign out all others').count(), 0)
      assert.equal(await otherDevice(page).count(), 1)

      await field.fill('wrong')
      await page.getByRole('button', { name: 'Confirm' }).click()
      await page.getByText('Wrong current password.').first().waitFor()
      assert.equal(await field.inputValue(), '')

      await field.fill(password)
      await page.getByRole('button', { name: 'Confirm' }).click()
      await signOutOther(page)
      await flash(page).filter({ hasText: 'is signed out.' }).waitFor()
      assert.equal(await otherDevice(page).count(), 0)
      assert.equal(await field.count(), 0)
      await context.close()
    })
  }
})

test.group('Signing out other devices', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
    for (let count = 0; count < 2; count++) await openSession(user)
  })

  for (const javaScriptEnabled of [true, false]) {
    test(`asks first, by name, and Cancel leaves them, JavaScript: ${javaScriptEnabled}`, async ({
      assert,
      browser,
    }) => {
      const context = await browser.newContext({ javaScriptEnabled })
      const page = await openAs(user, context, '/account/sessions')
      const device = otherDevice(page).first()
      const confirm = page.locator('.devices').getByRole('button', { name: /^Sign out / })
      const name = (await device.locator('h2').innerText()).trim()
      assert.match(name, /\(\d\)$/)

      await device.locator('summary').press('Enter')
      await confirm.filter({ hasText: name }).waitFor()
      await device.getByText('Cancel').press('Enter')
      assert.equal(await confirm.filter({ visible: true }).count(), 0)

      await page.getByText('Sign out all others').click()
      await page.getByText('Cancel').filter({ visible: true }).click()
      await page.reload()
      assert.equal(await otherDevice(page).count(), 2)

      await device.locator('summary').click()
      await confirm.filter({ visible: true }).click()
      await flash(page).filter({ hasText: 'is signed out.' }).waitFor()
      await page.getByText('Sign out all others').click()
      await page.getByRole('button', { name: 'Sign out the others' }).click()
      await flash(page).filter({ hasText: 'All other devices are signed out.' }).waitFor()
      assert.equal(await otherDevice(page).count(), 0)
      await context.close()
    })
  }
})

test.group('A session that stays active until the end of its lifetime', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  /** Changes the start of the session to twelve hours ago, and uses it at the same moment. */
  async function keepBusy(page: Page) {
    const { stamp } = await sessionOf(user)
    const columns = { created_at: Date.now() - 12 * hour, last_active_at: Date.now() - hour }
    await Database.from('sessions').where({ stamp }).update(columns)
    await page.context().request.get(origin)
    assertOver(await sessionOf(user))
  }

  const assertOver = ({ created_at, expires_at }: { created_at: number; expires_at: number }) => {
    if (expires_at > created_at + 12 * hour) throw new Error('The session outlives its lifetime')
  }

  test('ends like any other if nothing was typed', async ({ assert, browserContext }) => {
    await signIn(browserContext, user)
    const page = await open(browserContext, '/lessons/open')
    await keepBusy(page)
    await comeBack(page)

    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
    assert.isFalse((await state(page)).isAuthenticated)
  })

  test('ends like any other, and the typed text is there after the sign-in', async ({
    assert,
    browserContext,
  }) => {
    await signIn(browserContext, user)
    const page = await open(browserContext, '/lessons/open')
    await page.fill('#body', text)
    await keepBusy(page)
    await comeBack(page)

    await dialog(page).getByText('Your session has expired. Sign in to continue').waitFor()
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.equal(await page.inputValue('#body'), text)
  })
})

test.group('Too many attempts in the sign-in dialog', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  test('are reported in the dialog, the text behind stays, and the right password works after the wait', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await page.fill('#body', text)
    await expireSessions()
    for (let count = 0; count < 5; count++) {
      await new Visitor().send('/login', { email: user.email, password: 'wrong' })
    }
    await comeBack(page)

    await fillSignIn(page, user, inDialog)
    await dialog(page).getByText('Too many attempts. Please try again in').waitFor()
    assert.equal(await page.inputValue('#body'), text)
    assert.match(page.url(), /\/lessons\/open$/)

    await Database.from('rate_limits').decrement('expire', 5 * 60 * 1000)
    await fillSignIn(page, user, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    await header(page).getByText('Ada').waitFor()
    assert.equal(await page.inputValue('#body'), text)
  })
})
