import { test } from '@japa/runner'
import type { Assert } from '@japa/assert'
import type { BrowserContext, Page } from 'playwright'
import { ada, emptyDatabase, expireSessions, grace } from '../support/database'
import {
  asking,
  comeBack,
  dialog,
  flash,
  header,
  lesson,
  mark,
  open,
  settle,
  signIn,
  state,
} from '../support/browser'

type Outcome = 'nothing' | 'reset' | 'dialog' | 'renewed' | 'reload' | 'adopted' | 'switched' | 'offer'
type Server = 'nobody' | 'the same session' | 'Ada in a new session' | 'Grace'

const table: Record<'a guest' | 'Ada', Record<Server, { nothing: Outcome; something: Outcome }>> = {
  'a guest': {
    nobody: { nothing: 'nothing', something: 'nothing' },
    'the same session': { nothing: 'nothing', something: 'nothing' },
    'Ada in a new session': { nothing: 'reload', something: 'adopted' },
    Grace: { nothing: 'reload', something: 'adopted' },
  },
  Ada: {
    nobody: { nothing: 'reset', something: 'dialog' },
    'the same session': { nothing: 'nothing', something: 'nothing' },
    'Ada in a new session': { nothing: 'renewed', something: 'renewed' },
    Grace: { nothing: 'switched', something: 'offer' },
  },
}

const ways: Record<string, (page: Page, context: BrowserContext) => Promise<unknown>> = {
  'the window gets the focus': (page) => comeBack(page),
  'the page becomes visible': (page) =>
    page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange'))),
  'the page comes out of the back/forward cache': (page) =>
    page.evaluate(() => {
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    }),
  'another tab opens': (_page, context) => open(context, '/'),
}

type Scene = {
  page: Page
  before: Awaited<ReturnType<typeof state>>
  name: string
  wasHidden: boolean
  /** The paths of all requests since the visitor came back. */
  requests: string[]
  assert: Assert
}

const [check, newerPage, settled] = ['/api/user/check', '/api/user/page', '/favicon.svg']

const outcomes: Record<Outcome, (scene: Scene) => Promise<void>> = {
  async nothing({ page, before, wasHidden, requests, assert }) {
    await settle(page)
    const after = await state(page)
    assert.deepEqual(after, { ...before, isSameDocument: true, changes: wasHidden ? after.changes : 0 })
    await page.locator('#main').waitFor()
    assert.deepEqual([...new Set([check, ...requests])], [check, settled])
  },
  async reset({ page, assert }) {
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
    assert.include(await state(page), { isAuthenticated: false, isSameDocument: false })
  },
  async dialog({ page, assert }) {
    await dialog(page).locator('form').waitFor()
    assert.isFalse(await page.locator('#main').isVisible())
    assert.isTrue((await state(page)).isSameDocument)
  },
  async renewed({ page, before, requests, assert }) {
    await page.waitForFunction((stamp) => !document.querySelector(`meta[content="${stamp}"]`), before.stamp)
    await settle(page)
    const after = await state(page)
    assert.include(after, {
      isSameDocument: true,
      isAuthenticated: before.isAuthenticated,
      viewer: before.viewer,
    })
    for (const field of await page.locator('[name=_csrf]').all())
      assert.equal(await field.inputValue(), after.token)
    assert.deepEqual([...new Set(requests)], [check, newerPage, settled])
  },
  async reload({ page, name, assert }) {
    await header(page).getByText(name).waitFor()
    assert.include(await state(page), { isAuthenticated: true, isSameDocument: false })
  },
  async adopted({ page, name, assert }) {
    await header(page).getByText(name).waitFor()
    assert.include(await state(page), { isAuthenticated: true, isSameDocument: true })
  },
  async switched({ page, assert }) {
    await flash(page).filter({ hasText: 'You are now signed in as Grace.' }).waitFor()
    assert.include(await state(page), { isAuthenticated: true, isSameDocument: false })
  },
  async offer({ page, assert }) {
    await dialog(page).getByText('You are now signed in as Grace').waitFor()
    assert.isTrue((await state(page)).isSameDocument)
  },
}

const text = 'Something that must not be lost'

async function changeServer(server: Server, context: BrowserContext) {
  if (server === 'nobody') await expireSessions()
  if (server === 'Ada in a new session') await signIn(context, await people.ada)
  if (server === 'Grace') await signIn(context, await people.grace)
}

let people: Record<'ada' | 'grace', ReturnType<typeof ada>>
let done = 0

test.group('A visitor comes back to a page', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    people = { ada: ada(), grace: grace() }
    await Promise.all([people.ada, people.grace])
  })

  const cells = Object.entries(table).flatMap(([viewer, servers]) =>
    Object.entries(servers).flatMap(([server, outcomes]) =>
      Object.entries(outcomes).flatMap(([typed, outcome]) =>
        Object.keys(ways).map((way) => ({ viewer, server: server as Server, typed, outcome, way })),
      ),
    ),
  )

  for (const { viewer, server, typed, outcome, way } of cells) {
    test(`${viewer} with ${typed} typed; ${way}; the server knows ${server}: ${outcome}`, async ({
      assert,
      browserContext,
    }) => {
      const isAda = viewer === 'Ada'
      const field = isAda ? '#body' : '#name'
      if (isAda) await signIn(browserContext, await people.ada)
      const page = await open(browserContext, isAda || typed === 'nothing' ? '/lessons/open' : '/register')
      if (typed === 'something') await page.fill(field, text)
      const before = await state(page)

      await changeServer(server, browserContext)
      await mark(page)
      const requests: string[] = []
      page.on('request', (request) => requests.push(new URL(request.url()).pathname))
      const isSilent =
        way === 'another tab opens' && (server === 'the same session' || (!isAda && server === 'nobody'))
      if (isSilent) await ways[way](page, browserContext)
      else await asking(page, () => ways[way](page, browserContext))

      await outcomes[isSilent ? 'nothing' : outcome]({
        page,
        before,
        name: server === 'Grace' ? 'Grace' : 'Ada',
        requests,
        wasHidden: isAda && way === 'the page comes out of the back/forward cache',
        assert,
      })
      if (typed === 'something') assert.equal(await page.inputValue(field), text)
      done++
    })
  }

  group.teardown(() => console.log(`\nThe matrix: ${done} of ${cells.length}`))
})
