import { once } from 'events'
import { setTimeout } from 'timers/promises'
import { test } from '@japa/runner'
import type { Browser, Page } from 'playwright'
import Database from '@ioc:Adonis/Lucid/Database'
import type User from 'App/Models/User'
import { password } from 'Database/factories'
import { channel } from '../../packages/adonis-welcome-back/server/events/listen'
import { flash } from '../support/browser'
import { ada, emptyDatabase } from '../support/database'
import { EventStream } from '../support/events'
import { SiteProcess, until } from '../support/processes'
import { Balancer, TcpProxy } from '../support/proxies'
import { Visitor } from '../support/visitor'

const database = new URL(process.env.DATABASE_URL!)
/** `CUT_SECONDS=10 npm test -- processes --files=events.spec.ts` is the long version. */
const cutMs = Number(process.env.CUT_SECONDS ?? 0) * 1_000
const addressOf = ({ port }: SiteProcess) => `http://127.0.0.1:${port}`

test.group('A sensitive page of one process', (group) => {
  const proxy = new TcpProxy({ host: database.hostname, port: Number(database.port || 5432) })
  const balancer = new Balancer()
  let first: SiteProcess
  let second: SiteProcess
  let user: User

  group.setup(async () => {
    await proxy.open()
    const through = Object.assign(new URL(database), { hostname: '127.0.0.1', port: String(proxy.port) })
    ;[first, second] = await Promise.all([SiteProcess.start(through.href), SiteProcess.start()])
    await balancer.listen(Number(process.env.PORT))
    balancer.ports = [first.port]
    return async () => {
      await Promise.all([first, second].map((server) => server?.end('SIGKILL')))
      await Promise.all([balancer.close(), proxy.cut()])
    }
  })

  group.each.setup(async () => {
    await emptyDatabase()
    user = await ada()
  })

  /** Opens a page of that process in a new browser, signed in, and waits for its stream. */
  async function openAt(server: SiteProcess, browser: Browser, path: string): Promise<Page> {
    const context = await browser.newContext()
    const form = { email: user.email, password }
    const [origin, maxRedirects] = [addressOf(server), 0]
    await context.request.post(`${origin}/login`, { form, headers: { origin }, maxRedirects })
    const page = await context.newPage()
    const opened = page.waitForRequest(/\/api\/user\/events/)
    await page.goto(origin + path)
    await opened
    return page
  }

  /** Signs out the other device in the list of devices. */
  async function revokeOther(page: Page) {
    await page.getByText('Sign out all others').click()
    await page.getByRole('button', { name: 'Sign out the others' }).click()
    await flash(page).filter({ hasText: 'All other devices are signed out.' }).waitFor()
  }

  /** Listens as a process does. The page alone does not prove the trigger: its process may just have connected again. */
  async function nextNotification() {
    const connection = await (Database.connection().getWriteClient() as any).client.acquireRawConnection()
    await connection.query(`listen ${channel}`)
    const stamp = once(connection, 'notification').then(([{ payload }]) => payload)
    return { stamp: stamp.finally(() => connection.end()) }
  }

  const isRevoked = (page: Page) =>
    flash(page).filter({ hasText: 'You were signed out from another device.' }).waitFor()

  test('reacts when the other process ends its session', async ({ browser }) => {
    const page = await openAt(first, browser, '/account')
    await revokeOther(await openAt(second, browser, '/account/sessions'))
    await isRevoked(page)
  })

  test('reacts as soon as its process has the database again', async ({ assert, browser }) => {
    const page = await openAt(first, browser, '/account')
    const other = await openAt(second, browser, '/account/sessions')
    await proxy.cut()
    await revokeOther(other)
    await setTimeout(cutMs)
    assert.equal(new URL(page.url()).pathname, '/account')

    await proxy.open()
    await isRevoked(page)
  })

  test('reacts to a change of the database by hand', async ({ assert, browser }) => {
    const page = await openAt(first, browser, '/account')
    const stamp = await page.locator('meta[name=session-stamp]').getAttribute('content')
    const notification = await nextNotification()
    await user.delete()
    assert.equal(await notification.stamp, stamp)
    await page.locator('#login-form').waitFor()
  })

  test('loses its stream at once when the process gets SIGTERM', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(user)
    const stream = await EventStream.open(visitor, { server: addressOf(first) })
    const exit = first.end('SIGTERM')
    assert.notInclude(await stream.ended, 'change')
    assert.equal(await exit, 0)
    await until(async () => first.hasEnded)
  })
})
