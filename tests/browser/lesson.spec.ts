import { readFileSync } from 'fs'
import { resolve } from 'path'
import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import GoController from 'App/Controllers/Http/GoController'
import UsersController from 'App/Controllers/Http/UsersController'
import Auth from 'App/Middleware/Auth'
import { ada, emptyDatabase, expireSessions } from '../support/database'
import { asking, comeBack, flash, lesson, openAs } from '../support/browser'
import { origin } from '../support/visitor'

const warning = 'Your session has expired.'

/** The story of the lesson. Throws an error if it breaks. */
async function tell(page: Page) {
  await expireSessions()
  await asking(page, () => comeBack(page))
  await flash(page).getByText(warning).waitFor()
}

/** The lines of the lesson in the browser, and how the site is without them. */
const inBrowser: Record<string, { file: string; line: string }> = {
  'the listener': { file: 'resources/js/app.js', line: "window.addEventListener('focus', check)" },
  'the comparison': {
    file: 'resources/js/app.js',
    line: 'if (window.isAuthenticated && !isAuthenticated) reset()',
  },
}

/** Builds the script of the site without a line, and serves it to this browser. */
async function serveWithout(context: BrowserContext, { file, line }: { file: string; line: string }) {
  // Vite's types need another resolution of modules than the server's.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { build } = require('vite')
  const code = readFileSync(file, 'utf8')
  if (code.split(line).length !== 2) throw new Error(`${file} must have this line once: ${line}`)
  const output: any = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'silent',
    plugins: [
      { name: 'without', load: (id: string) => (id === resolve(file) ? code.replace(line, '') : undefined) },
    ],
    build: {
      ...{ write: false, minify: false, modulePreload: false },
      rolldownOptions: { input: resolve(file), output: { codeSplitting: false } },
    },
  })
  const script = output.output.find(({ type }: { type: string }) => type === 'chunk').code
  await context.route(/\/assets\/app-.*\.js/, (route) =>
    route.fulfill({ body: script, contentType: 'text/javascript' }),
  )
}

test.group('The lesson', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  test('tells the story', async ({ browserContext }) => {
    await tell(await openAs(await ada(), browserContext, '/lessons/open'))
  })

  for (const [name, removed] of Object.entries(inBrowser)) {
    test(`breaks without ${name} in ${removed.file}`, async ({ assert, browserContext }) => {
      await serveWithout(browserContext, removed)
      const page = await openAs(await ada(), browserContext, '/lessons/open')
      page.setDefaultTimeout(2_000)
      await assert.rejects(() => tell(page), /Timeout/)
    })
  }

  test('breaks without the answer of the check', async ({ assert, browserContext, cleanup }) => {
    const { check } = UsersController.prototype
    cleanup(() => void (UsersController.prototype.check = check))
    UsersController.prototype.check = async () => undefined as any
    const page = await openAs(await ada(), browserContext, '/lessons/open')
    page.setDefaultTimeout(2_000)
    await assert.rejects(() => tell(page), /Timeout/)
  })

  test('breaks without the reset', async ({ assert, browserContext, cleanup }) => {
    const { authReset } = GoController.prototype
    cleanup(() => void (GoController.prototype.authReset = authReset))
    GoController.prototype.authReset = async ({ response }) => response.redirect('/')
    const page = await openAs(await ada(), browserContext, '/lessons/open')
    page.setDefaultTimeout(2_000)
    await assert.rejects(() => tell(page), /Timeout/)
  })

  test('shows a protected page to nobody but for the middleware', async ({
    assert,
    browserContext,
    cleanup,
  }) => {
    const request = () => browserContext.request.get(`${origin}/account/sessions`, { maxRedirects: 0 })
    assert.equal((await request()).headers().location, '/login?return=%2Faccount%2Fsessions')

    const { handle } = Auth.prototype
    cleanup(() => void (Auth.prototype.handle = handle))
    Auth.prototype.handle = async (_ctx, next) => next()
    assert.notInclude((await request()).headers().location ?? '', '/login')
  })
})
