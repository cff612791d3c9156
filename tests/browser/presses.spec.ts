import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import type User from 'App/Models/User'
import { dialog, fillSignIn, openAs, settle, inDialog } from '../support/browser'
import { ada, changeSecret, emptyDatabase, expireSessions } from '../support/database'
import { fields, trial } from '../support/trial'
import { origin } from '../support/visitor'

const things = '**/trial/things'
const form = (content: string, attributes = '') =>
  `<form id="trial-form" method="POST" action="/trial/things" ${attributes}>
    ${fields}
    ${content}
  </form>`
const twoButtons = form(
  '<input name="text" value="Mine"><button name="as" value="draft">Save draft</button>' +
    '<button name="as" value="public">Publish</button>',
)

const sent = (as: Record<string, unknown>, to = 'POST /trial/things') => ({ [to]: as })
const shows = (page: Page, count: number) => page.locator('#stored').getByText(`${count} stored`).waitFor()
/** The label says meanwhile that the form is being sent. */
const pressAgain = (page: Page) => page.click('#trial-form button')
const press = (page: Page, name = 'Save') => page.getByRole('button', { name }).click()

/** Presses by a script, which also works while a dialog is open. */
const submit = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLFormElement>('#trial-form')!.requestSubmit())

/** Holds responses until they are released. `arrived` resolves when the server has sent the first. */
async function hold(page: Page, url: string) {
  let [release, arrive] = [() => {}, () => {}]
  const released = new Promise<void>((resolve) => (release = resolve))
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await page.route(url, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 })
    arrive()
    await released
    await route.fulfill({ response }).catch(() => {})
  })
  return { arrived, release }
}

type Act = (page: Page) => Promise<unknown>
const text = '<input name="text" value="Mine">'
const pressed = (page: Page) => press(page)
const atPlace = (page: Page) => page.click('input[type=image]', { position: { x: 7, y: 5 } })

/** Ways to send a form that a browser has. */
const ways: [string, string, Act][] = [
  ['a button with a value', form(`${text}<button name="as" value="draft">Save</button>`), pressed],
  ['a button of the name of a field', form(`${text}<button name="text" value="b">Save</button>`), pressed],
  [
    'a button outside of its form',
    `${form(text)}<button form="trial-form" name="as" value="out">Save</button>`,
    pressed,
  ],
  [
    'a field outside of its form',
    `${form('<button>Save</button>')}<input form="trial-form" name="a">`,
    pressed,
  ],
  ['an image', form(`${text}<input type="image" name="at" alt="Save" width="20" height="20">`), atPlace],
  ['an image without a name', form('<input type="image" alt="Save" width="20" height="20">'), atPlace],
  [
    'Enter in a field, with a first button outside',
    `<button form="trial-form" name="as" value="out">Save</button>` +
      form(`${text}<button name="as" value="in">Other</button>`),
    (page) => page.press('[name=text]', 'Enter'),
  ],
  ['Enter in a form without buttons', form(text), (page) => page.press('[name=text]', 'Enter')],
  [
    'formaction',
    form(`${text}<button formaction="/trial/others" name="as" value="x">Save</button>`),
    pressed,
  ],
  [
    'formmethod, from POST to GET',
    form(`<button formmethod="get" formaction="/trial/search?lost=1" name="q" value="x">Save</button>`),
    pressed,
  ],
  [
    'formnovalidate',
    form('<input name="text" required><button>Other</button><button formnovalidate>Save</button>'),
    pressed,
  ],
  ['fields of a disabled group', form(`<fieldset disabled>${text}</fieldset><button>Save</button>`), pressed],
  [
    'several values of one name',
    form(
      '<input type="checkbox" name="a[]" value="1" checked><input type="checkbox" name="a[]" value="2" checked>' +
        '<select name="b[]" multiple><option selected>3</option><option selected>4</option></select>' +
        '<input name="c[d]" value="5"><button>Save</button>',
    ),
    pressed,
  ],
]

const saved = form('<button>Save</button>')

/** Presses that start no request, once. */
const nothingSent: [string, string, Act][] = [
  [
    'a confirmation that is declined',
    form('<button>Save</button>', 'up-confirm="Sure?"'),
    async (page) => {
      let times = 0
      page.on('dialog', (question) => (times++ ? question.accept() : question.dismiss()))
    },
  ],
  ...['submit', 'up:form:submit', 'up:request:load'].map((event): [string, string, Act] => [
    `a listener of ${event} that prevents it`,
    saved,
    (page) =>
      page.evaluate(
        (type) =>
          document.addEventListener(type, (event) => event.preventDefault(), { once: true, capture: true }),
        event,
      ),
  ]),
]

test.group('A form whose action stores every time', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
    trial.stored = []
  })

  async function openTrial(context: BrowserContext, markup: string) {
    trial.markup = markup
    return openAs(user, context, '/trial')
  }

  test('with an old token is stored once, if pressed again before, during and after the renewal', async ({
    assert,
    browserContext,
  }) => {
    const page = await openTrial(
      browserContext,
      form('<input name="text" value="Mine"><button>Save</button>'),
    )
    await changeSecret()
    const first = await hold(page, things)
    await press(page)
    await first.arrived
    await pressAgain(page)

    const renewal = await hold(page, '**/api/user/page')
    first.release()
    await renewal.arrived
    await pressAgain(page)

    const second = await hold(page, things)
    renewal.release()
    await second.arrived
    await pressAgain(page)
    second.release()
    await shows(page, 1)
    assert.deepEqual(trial.stored, [sent({ text: 'Mine' })])
  })

  test('sent after the end is stored once, if pressed again during the dialog and after it', async ({
    assert,
    browserContext,
  }) => {
    const page = await openTrial(
      browserContext,
      form('<input name="text" value="Mine"><button>Save</button>'),
    )
    await expireSessions()
    await press(page)
    await dialog(page).locator('form').waitFor()
    await submit(page)
    const { arrived, release } = await hold(page, things)
    await fillSignIn(page, user, inDialog)
    await arrived
    await submit(page)
    release()
    await shows(page, 1)
    assert.deepEqual(trial.stored, [sent({ text: 'Mine' })])
  })

  test('after a press of "Save draft", "Publish" is sent too, in this order', async ({
    assert,
    browserContext,
  }) => {
    const page = await openTrial(browserContext, twoButtons)
    await changeSecret()
    const { arrived, release } = await hold(page, things)
    await press(page, 'Save draft')
    await arrived
    await press(page, 'Publish')
    await press(page, 'Publish')
    await page.click('[value=draft]')
    release()
    await shows(page, 3)
    assert.deepEqual(trial.stored, [
      sent({ text: 'Mine', as: 'draft' }),
      sent({ text: 'Mine', as: 'public' }),
      sent({ text: 'Mine', as: 'draft' }),
    ])
  })

  test('that only searches sends the last of the words that waited', async ({ assert, browserContext }) => {
    const markup = '<form id="trial-form" action="/trial/search" up-target="#stored"><input name="q"></form>'
    const page = await openTrial(browserContext, markup)
    const { arrived, release } = await hold(page, '**/trial/search?*')
    await page.fill('[name=q]', 'a')
    await submit(page)
    await arrived
    for (const word of ['ab', 'abc', 'a']) {
      await page.fill('[name=q]', word)
      await submit(page)
    }
    release()
    await shows(page, 2)
    assert.deepEqual(
      trial.stored,
      ['a', 'a'].map((q) => sent({ q }, 'GET /trial/search')),
    )
  })

  test('pressed without a network is sent by the next press', async ({ assert, browserContext }) => {
    const page = await openTrial(browserContext, twoButtons)
    await browserContext.setOffline(true)
    await press(page, 'Publish')
    await page.locator('#trial-form').getByText('The site does not respond.').waitFor()
    await browserContext.setOffline(false)
    await press(page, 'Publish')
    await shows(page, 1)
    assert.deepEqual(trial.stored, [sent({ text: 'Mine', as: 'public' })])
  })

  test('is sent as without JavaScript, whatever was pressed, also after a refusal', async ({
    assert,
    browser,
    browserContext,
  }) => {
    const plain = await browser.newContext({ javaScriptEnabled: false })
    const pages = [await openTrial(plain, ''), await openTrial(browserContext, '')]
    for (const [name, markup, act] of ways) {
      trial.markup = markup
      trial.stored = []
      for (const page of pages) {
        await page.goto(`${origin}/trial`)
        await act(page)
      }
      await shows(pages[1], 2)
      const [byBrowser, byPage] = trial.stored
      assert.deepEqual(byPage, byBrowser, name)
      if ('GET /trial/search' in byBrowser) continue

      await changeSecret()
      await act(pages[1])
      await shows(pages[1], 3)
      assert.deepEqual(trial.stored[2], byBrowser, `${name}, refused`)
    }
    await plain.close()
  }).timeout(60_000)

  test('sent by requestSubmit() presses no button', async ({ assert, browserContext }) => {
    const markup = form(`${text}<button name="as" value="x" formaction="/trial/others">Save</button>`)
    const page = await openTrial(browserContext, markup)
    await submit(page)
    await shows(page, 1)
    assert.deepEqual(trial.stored, [sent({ text: 'Mine' })])
  })

  for (const [name, markup, prepare] of nothingSent) {
    test(`${name}: the next press is sent`, async ({ assert, browserContext }) => {
      const page = await openTrial(browserContext, markup)
      await prepare(page)
      await press(page)
      await settle(page)
      assert.deepEqual(trial.stored, [])
      await press(page)
      await shows(page, 1)
    })
  }

  test('a search whose page is in the cache can be sent again', async ({ assert, browserContext }) => {
    const markup =
      '<form action="/trial" id="search"><input name="q" value="a"><button>Search</button></form>'
    const page = await openTrial(browserContext, markup)
    const requests: string[] = []
    page.on('request', (request) => request.url().includes('?q=') && requests.push(request.url()))
    for (let times = 0; times < 3; times++) {
      await page.fill('[name=q]', 'b')
      await press(page, 'Search')
      await page.waitForURL('**/trial?q=b')
      await page.locator('[name=q][value=a]').waitFor()
      await page.evaluate(() => (window as any).up.history.replace('/trial'))
    }
    assert.lengthOf(requests, 1)
  })

  test('a dialog of the app is closed by its form, and nothing is sent', async ({
    assert,
    browserContext,
  }) => {
    const page = await openTrial(
      browserContext,
      `<dialog id="app"><form method="dialog"><button value="yes">Close</button></form>
       ${form('<button formmethod="dialog" value="no">Cancel</button>')}</dialog>`,
    )
    const result = async (button: string) => {
      await page.evaluate(() => document.querySelector<HTMLDialogElement>('#app')!.showModal())
      await press(page, button)
      return page.evaluate(() => document.querySelector<HTMLDialogElement>('#app')!.returnValue)
    }
    assert.deepEqual([await result('Close'), await result('Cancel')], ['yes', 'no'])
    assert.deepEqual(trial.stored, [])
  })

  for (const [name, attributes, button] of [
    ['form', 'target="_blank"', ''],
    ['button', '', 'formtarget="_blank"'],
  ]) {
    test(`the target of a ${name} is another tab, and the page stays as it is`, async ({
      assert,
      browserContext,
    }) => {
      const page = await openTrial(browserContext, form(`<button ${button}>Save</button>`, attributes))
      const [tab] = await Promise.all([browserContext.waitForEvent('page'), press(page)])
      await shows(tab, 1)
      await shows(page, 0)
      assert.lengthOf(trial.stored, 1)
    })
  }
})
