import { test } from '@japa/runner'
import { emptyDatabase } from '../support/database'
import { lesson } from '../support/browser'
import { origin } from '../support/visitor'

/** A path, the text that its layout lacks, and the message in the console. */
const rows: [path: string, text: string, message: string][] = [
  ['/lessons/open', 'id="main"', "no element matches main: '#main'"],
  ['/lessons/open', 'id="header"', "no element matches header: '#header'"],
  ['/login', 'id="sign-in"', "no element matches signIn: '#sign-in'"],
  ['/lessons/open', 'name="session-stamp"', "the layout lacks @!component('welcomeback::head')"],
  ['/lessons/open', 'id="session-warning"', "the layout lacks @!component('welcomeback::body')"],
  ['/lessons/open', 'x-data="page(', 'x-data="page(…)" is missing, or Alpine was not started after start()'],
]

test.group('The console of a page', (group) => {
  group.each.setup(emptyDatabase)

  for (const [path, text, message] of rows) {
    test(`reports that ${text} is missing in the layout`, async ({ assert, browserContext }) => {
      await lesson()
      const page = await browserContext.newPage()
      const said: string[] = []
      page.on('console', (line) => line.type() === 'error' && said.push(line.text()))
      page.on('pageerror', (error) => said.push(error.message))
      await page.route(origin + path, async (route) => {
        const html = await (await route.fetch()).text()
        await route.fulfill({
          contentType: 'text/html',
          body: html.replace(text, `data-away${text.slice(text.indexOf('='))}`),
        })
      })
      await page.goto(origin + path, { waitUntil: 'load' })
      assert.deepEqual(said, [`Welcome Back: ${message}`])
    })
  }

  test('reports nothing on this site', async ({ assert, browserContext }) => {
    await lesson()
    const page = await browserContext.newPage()
    const said: string[] = []
    page.on('console', (line) => line.type() === 'error' && said.push(line.text()))
    for (const path of ['/lessons/open', '/login']) await page.goto(origin + path, { waitUntil: 'load' })
    assert.deepEqual(said, [])
  })
})
