import { spawnSync, ChildProcess } from 'child_process'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'fs'
import { join } from 'path'
import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import Application from '@ioc:Adonis/Core/Application'
import Database from '@ioc:Adonis/Lucid/Database'
import Hash from '@ioc:Adonis/Core/Hash'
import { asking, comeBack, inDialog, settle } from '../support/browser'
import { InstalledApp } from './app'

const database = new URL(
  process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/welcome_back_test',
)
const name = `${database.pathname.slice(1)}_notes`
const [email, password] = ['ada@example.com', 'correct horse battery']

const hour = 60 * 60_000

let server: ChildProcess
let origin: string

/** The settings of the new app, which replace those of the tests. */
const settings = {
  ...{ NODE_ENV: 'development', APP_KEY: 'a key of the notes, for tests only', LOG_LEVEL: 'warn' },
  ...{ SESSION_DRIVER: 'cookie', DRIVE_DISK: 'local', CACHE_VIEWS: 'true', DB_CONNECTION: 'pg' },
  ...{ PG_HOST: database.hostname, PG_PORT: database.port, PG_USER: database.username, PG_DB_NAME: name },
  ...{ PG_PASSWORD: database.password },
}

const app = new InstalledApp('notes', settings)

/** Creates an app as it is before the package is installed. Some packages of AdonisJS name peers that are too old. */
function makeApp() {
  const legacy = { npm_config_legacy_peer_deps: 'true' }
  const create = 'npx --yes create-adonis-ts-app@4 notes --boilerplate=web --name=notes'
  app.run(`${create} --no-eslint --no-prettier --no-encore`, app.scratch, legacy)
  app.run('npm install @adonisjs/lucid@18 @adonisjs/auth@8', app.root, legacy)
  // The newest types of Node do not compile with the TypeScript version of the new app.
  app.run('npm install --save-dev typescript@5.9 @types/node@20 vite@8', app.root, legacy)
  app.run(`node ${Application.makePath('tests/install/configure.cjs')}`)
  cpSync(Application.makePath('tests/install/apps/newest'), app.root, { recursive: true })
}

/** Creates an empty database for the app, and connects to it. */
async function makeDatabase() {
  await connect('install_root', '/postgres').rawQuery(`drop database if exists "${name}" with (force)`)
  await Database.connection('install_root').rawQuery(`create database "${name}"`)
  await Database.manager.close('install_root', true)
  connect('install', `/${name}`)
}

function connect(connection: string, path: string) {
  const connectionString = new URL(path, database).href
  Database.manager.add(connection, { client: 'pg', connection: { connectionString } as object })
  return Database.connection(connection)
}

function change(file: string, text: RegExp, replacement = '') {
  const source = readFileSync(file, 'utf8')
  if (!text.test(source)) throw new Error(`${file} has no ${text}`)
  writeFileSync(file, source.replace(text, replacement))
}

const connection = () => Database.connection('install')
const sessions = () => connection().from('sessions')
const endSessions = () => sessions().update({ expires_at: 1 })
const notes = async () => (await connection().from('notes').orderBy('id')).map(({ body }) => body)

async function open(context: BrowserContext, path: string) {
  const page = await context.newPage()
  await page.goto(origin + path)
  return page
}

async function fillSignIn(page: Page, within = '', remember = false) {
  await page.fill(`${within} [name=email]`, email)
  await page.fill(`${within} [name=password]`, password)
  await page.setChecked(`${within} [name=remember]`, remember)
  await page.click(`${within} form[action="/login"] button`)
}

/** Opens the page with the form as a signed-in user. */
async function openNotes(context: BrowserContext, remember = false) {
  const page = await open(context, '/login')
  await fillSignIn(page, '', remember)
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  await page.goto(`${origin}/notes`)
  return page
}

const dialog = (page: Page) => page.locator(inDialog)
const warning = (page: Page) => page.locator('#session-warning')
const meta = (page: Page, name: string) => page.locator(`meta[name=${name}]`).getAttribute('content')

/** Changes every session to end in 100 seconds. If it started long enough ago, its lifetime ends then too. */
const endSoon = (createdAt = Date.now()) =>
  sessions().update({ created_at: createdAt, expires_at: Date.now() + 100_000 })

test.group('The package in a new app', (group) => {
  group.setup(async () => {
    await makeDatabase()
    makeApp()
    app.install()
    app.installLibraries()
    app.edit()
    app.run('node ace migration:run && npx vite build && npx tsc --noEmit && node ace build --production')
    ;({ address: origin, child: server } = await app.start())
    await connection()
      .table('people')
      .insert({ mail: email, secret: await Hash.make(password) })
    return async () => {
      server.kill()
      await Database.manager.close('install', true)
      rmSync(app.scratch, { recursive: true, force: true })
    }
  })
  group.each.setup(async () => {
    await connection().from('notes').delete()
    await sessions().delete()
  })

  test('a second configure changes nothing', ({ assert }) => {
    const before = app.text()
    app.configure()
    assert.deepEqual(app.text(), before)
  })

  test('nothing is typed: the page says that the session has expired', async ({ browserContext }) => {
    await openNotes(browserContext)
    const page = await open(browserContext, '/')
    await endSessions()
    await comeBack(page)
    await page.locator('.flash').getByText('Your session has expired.').waitFor()
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
  })

  test('something is typed: a dialog opens over the page, and the text stays', async ({
    assert,
    browserContext,
  }) => {
    const page = await openNotes(browserContext)
    await page.fill('main textarea', 'Half a note')
    await endSessions()
    await comeBack(page)
    await dialog(page).locator('form').waitFor()
    assert.isFalse(await page.locator('main').first().isVisible())

    await fillSignIn(page, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.equal(await page.inputValue('main textarea'), 'Half a note')
    await page.click('main form button')
    await page.locator('.note').getByText('Half a note').waitFor()
  })

  test('a form is sent after the end: the user signs in, and it is stored once', async ({
    assert,
    browserContext,
  }) => {
    const page = await openNotes(browserContext)
    await page.fill('main textarea', 'Sent too late')
    await endSessions()
    await page.click('main form button')
    await fillSignIn(page, inDialog)
    await page.locator('.note').getByText('Sent too late').waitFor()
    assert.deepEqual(await notes(), ['Sent too late'])
  })

  test('two tabs: a user signs out in one, and the other follows', async ({ browserContext }) => {
    const [one, other] = [await openNotes(browserContext), await open(browserContext, '/')]
    await one.click('header button')
    await other.getByRole('link', { name: 'Sign in' }).waitFor()
    await other.locator('.flash').getByText('signed out').waitFor()
  })

  test('without JavaScript: the text is filled in after the sign-in', async ({ assert, browser }) => {
    const page = await openNotes(await browser.newContext({ javaScriptEnabled: false }))
    await page.fill('main textarea', 'Sent without a script')
    await endSessions()
    await page.click('main form button')
    await page.locator('.flash').getByText('Your session has expired.').waitFor()

    await fillSignIn(page)
    await page.goto(`${origin}/notes`)
    assert.equal(await page.inputValue('main textarea'), 'Sent without a script')
    await page.click('main form button')
    await page.locator('.note').waitFor()
    assert.deepEqual(await notes(), ['Sent without a script'])
    await page.context().close()
  })
  test('the check extends nothing and uses up no message', async ({ assert, browserContext }) => {
    await openNotes(browserContext)
    const { data } = await sessions().firstOrFail()
    const flashed = JSON.stringify({ ...JSON.parse(data), __flash__: { notice: 'Saved' } })
    await sessions().update({ last_active_at: 1, data: flashed })
    const before = await sessions()

    const response = await browserContext.request.get(`${origin}/api/user/check`)
    assert.equal(await response.text(), 'true')
    assert.notProperty(response.headers(), 'set-cookie')
    assert.deepEqual(await sessions(), before)
  })

  test('the warning: "Stay signed in" extends the session', async ({ assert, browserContext }) => {
    const page = await openNotes(browserContext)
    await endSoon()
    await comeBack(page)
    await warning(page).getByText('Do you want to stay signed in?').waitFor()
    await warning(page).getByRole('button', { name: 'Stay signed in' }).click()
    await warning(page).waitFor({ state: 'hidden' })
    assert.isAbove(Number((await sessions().firstOrFail()).expires_at), Date.now() + hour)
  })

  test('the warning near the end of the lifetime: the user signs in again over the page', async ({
    assert,
    browserContext,
  }) => {
    const page = await openNotes(browserContext)
    await page.fill('main textarea', 'Half a note')
    const stamp = await meta(page, 'session-stamp')
    await endSoon(Date.now() - 12 * hour + 100_000)
    await comeBack(page)
    await warning(page).getByRole('button', { name: 'Sign in again' }).click()
    await fillSignIn(page, inDialog)
    await dialog(page).waitFor({ state: 'detached' })
    assert.equal(await page.inputValue('main textarea'), 'Half a note')
    assert.notEqual(await meta(page, 'session-stamp'), stamp)
    await page.click('main form button')
    await page.locator('.note').getByText('Half a note').waitFor()
  })

  test('warning: 0 in config/welcomeback.ts: there is no warning', async ({ assert, browserContext }) => {
    const config = join(app.root, 'build/config/welcomeback.js')
    const given = readFileSync(config, 'utf8')
    writeFileSync(config, "exports.__esModule = true; exports.default = { warning: '0' }")
    const { address, child } = await app.start().finally(() => writeFileSync(config, given))
    try {
      const page = await openNotes(browserContext)
      assert.equal(await meta(page, 'session-warning'), '120')
      await page.goto(`${address}/notes`)
      assert.equal(await meta(page, 'session-warning'), '0')
      await endSoon()
      await asking(page, () => comeBack(page))
      await settle(page)
      assert.isFalse(await warning(page).isVisible())
    } finally {
      child.kill()
    }
  })

  test("remembered by the package's own guard: the page and its text survive the end of the session", async ({
    assert,
    browserContext,
  }) => {
    const page = await openNotes(browserContext, true)
    await page.fill('main textarea', 'Half a note')
    const stamp = await meta(page, 'session-stamp')
    await endSessions()
    await comeBack(page)
    await page.locator(`meta[name=session-stamp]:not([content="${stamp}"])`).waitFor({ state: 'attached' })
    const living = await sessions().where('expires_at', '>', Date.now()).firstOrFail()
    assert.equal(await meta(page, 'session-stamp'), living.stamp)
    assert.equal(await page.inputValue('main textarea'), 'Half a note')
    await page.click('main form button')
    await page.locator('.note').getByText('Half a note').waitFor()
    assert.deepEqual(await notes(), ['Half a note'])
  })

  test("signing out forgets the package's own remember-me", async ({ assert, browserContext }) => {
    const page = await openNotes(browserContext, true)
    const names = async () => (await browserContext.cookies()).map(({ name }) => name)
    assert.include(await names(), 'remember_people')
    await page.click('header button')
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    assert.notInclude(await names(), 'remember_people')
    await page.goto(`${origin}/notes`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })
  test('missing edits are all reported when the server starts', async ({ assert, cleanup }) => {
    const broken = join(app.root, 'broken')
    cpSync(join(app.root, 'build'), broken, { recursive: true })
    cleanup(() => rmSync(broken, { recursive: true }))
    change(join(broken, 'start/kernel.js'), /^.*Middleware\/Everywhere.*$/m)
    change(join(broken, 'start/routes.js'), /'passive', /)
    change(join(broken, 'app/Exceptions/Handler.js'), /await .*refuse.*\(error, ctx\)/, 'false')
    change(join(broken, 'resources/views/layouts/app.edge'), /@!component\('welcomeback::head'\)/)

    const env = { ...process.env, ...settings, NODE_ENV: 'production', HOST: '127.0.0.1' }
    const { status, stderr } = spawnSync(process.execPath, ['server.js'], {
      cwd: broken,
      env,
      encoding: 'utf8',
    })
    const [, ...missing] = stderr.trim().split('\n- ')
    assert.deepEqual(
      missing.map((edit) => edit.split(': ')[0]),
      ['start/kernel.ts', 'start/routes.ts', 'app/Exceptions/Handler.ts', 'resources/views'],
    )
    assert.equal(status, 1)
  })
})
