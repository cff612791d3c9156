import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { livingSessions } from '@ioc:WelcomeBack'
import Comment from 'App/Models/Comment'
import User from 'App/Models/User'
import { ada, changeSecret, emptyDatabase, expireSessions } from '../support/database'
import {
  axiosIn,
  comeBack,
  dialog,
  fillSignIn,
  header,
  lesson,
  open,
  openAs,
  state,
  inDialog,
} from '../support/browser'

const stored = async () => (await Comment.query()).map(({ body }) => body)

/** Sends the comment form from a script, as a form or as JSON. Returns the status. */
const sendForm = async (page: Page, way: 'form' | 'json') =>
  (await axiosIn(page)).evaluate(async (axios, way) => {
    const form = document.querySelector<HTMLFormElement>('#comment-form')!
    const fields = new FormData(form)
    const body = way === 'form' ? new URLSearchParams(fields as any) : Object.fromEntries(fields)
    return axios.post(form.action, body).then(
      ({ status }: any) => status,
      ({ response }: any) => response?.status,
    )
  }, way)

const saveAccount = async (page: Page, bio: string) =>
  (await axiosIn(page)).evaluate(
    (axios, bio) =>
      axios.put('/account', { name: 'Ada', bio }).then(
        ({ status }: any) => status,
        ({ response }: any) => response?.status,
      ),
    bio,
  )

/** Holds requests to an address until they are released; `held` resolves when the first has come. */
async function hold(page: Page, address: string) {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  const held = page.waitForRequest(address)
  await page.route(address, async (route) => {
    await released
    await route.continue()
  })
  return { held, release }
}

test.group('Requests of axios', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  test('five axios requests open one dialog, and all succeed after the sign-in', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await expireSessions()
    const axios = await axiosIn(page)
    const answers = axios.evaluate((axios) =>
      Promise.all(
        [1, 2, 3, 4, 5].map((number) =>
          axios.put('/account', { name: 'Ada', bio: `Request ${number}` }).then(({ status }: any) => status),
        ),
      ),
    )

    await dialog(page).locator('form').waitFor()
    assert.equal(await dialog(page).count(), 1)
    await fillSignIn(page, user, inDialog)
    assert.deepEqual(await answers, [200, 200, 200, 200, 200])
    assert.match((await User.findOrFail(user.id)).bio!, /^Request \d$/)
  })

  test('five requests of a remembered browser all succeed, in one session', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(browserContext, '/login')
    await page.check('#remember_me')
    await fillSignIn(page, user)
    await header(page).getByText('Ada').waitFor()
    await expireSessions()

    const axios = await axiosIn(page)
    const answers = await axios.evaluate((axios) =>
      Promise.all(
        [1, 2, 3, 4, 5].map(() =>
          axios.put('/account', { name: 'Ada', bio: '' }).then(({ status }: any) => status),
        ),
      ),
    )
    assert.deepEqual(answers, [200, 200, 200, 200, 200])
    assert.lengthOf(await livingSessions(user.id), 1)
  })

  for (const way of ['form', 'json'] as const) {
    test(`a complete form as ${way} with the token in its field is sent again after the session ended`, async ({
      assert,
      browserContext,
    }) => {
      const page = await openAs(user, browserContext, '/lessons/open')
      await page.fill('#body', 'Said by a script')
      await expireSessions()
      const status = sendForm(page, way)
      await fillSignIn(page, user, inDialog)
      assert.equal(await status, 200)
      assert.deepEqual(await stored(), ['Said by a script'])
    })

    test(`a complete form as ${way} with an old token is sent again without a message`, async ({
      assert,
      browserContext,
    }) => {
      const page = await openAs(user, browserContext, '/lessons/open')
      await page.fill('#body', 'Said by a script')
      await changeSecret()
      assert.equal(await sendForm(page, way), 200)
      assert.equal(await dialog(page).count(), 0)
      assert.deepEqual(await stored(), ['Said by a script'])
    })
  }

  test('a visitor comes back during a request, and the request is not lost', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await expireSessions()
    const { held, release } = await hold(page, '**/account')
    const status = saveAccount(page, 'Precious')
    await held
    await comeBack(page)
    await dialog(page).locator('form').waitFor()
    release()
    await fillSignIn(page, user, inDialog)
    assert.equal(await status, 200)
    assert.equal((await user.refresh()).bio, 'Precious')
  })

  test('the session ends while the token is renewed, and the dialog opens', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    await changeSecret()
    const { held, release } = await hold(page, '**/api/user/page')
    const status = saveAccount(page, 'Precious')
    await held
    await expireSessions()
    release()
    await fillSignIn(page, user, inDialog)
    assert.equal(await status, 200)
    assert.equal((await user.refresh()).bio, 'Precious')
  })

  test('a second refusal is returned to the caller, and the request is not sent again', async ({
    assert,
    browserContext,
  }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    let sent = 0
    await page.route('**/account', async (route) => {
      sent++
      await changeSecret()
      await route.continue()
    })
    assert.equal(await saveAccount(page, 'Precious'), 403)
    assert.equal(sent, 2)
  })

  test('a request to another site has no token and no viewer', async ({ assert, browserContext }) => {
    const page = await openAs(user, browserContext, '/lessons/open')
    const { token } = await state(page)
    const headers = await (
      await axiosIn(page)
    ).evaluate((axios) => {
      const adapter = async (config: any) => ({
        config,
        data: { ...config.headers },
        status: 200,
        headers: {},
      })
      const post = (url: string) =>
        axios.post(url, {}, { adapter }).then(({ data }: any) => JSON.stringify(data))
      return Promise.all([post('/account'), post('https://elsewhere.example/account')])
    })
    assert.include(headers[0], token!)
    assert.notInclude(headers[1], token!)
    assert.notMatch(headers[1], /session-viewer|requested-with/i)
  })
})
