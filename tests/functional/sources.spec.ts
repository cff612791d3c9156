import { test } from '@japa/runner'
import { readFileSync } from 'fs'
import { emptyDatabase, lesson } from '../support/database'
import { Visitor } from '../support/visitor'

const show = (path: string) => new Visitor().get(`/source/${path}`)

/** Returns the text of the code on a page. */
const codeOn = (html: string) =>
  [...html.matchAll(/<pre><code>([^]*?)<\/code><\/pre>/g)].map(([, code]) =>
    code
      .replace(/<[^>]+>/g, '')
      .replace(/&lt;/g, '<')
      .replace(/&quot;/g, '"')
      .replace(/&#x27;|&#39;/g, "'")
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&'),
  )

test.group('The code of a page', (group) => {
  group.each.setup(emptyDatabase)

  test('is one link away: route, action and template', async ({ assert }) => {
    await lesson()
    const visitor = new Visitor()
    const [, link] = (await visitor.get('/lessons/sessions')).html.match(/<a href="([^"]+)">Show the code/)!
    const [route, action, template] = codeOn((await visitor.get(link)).html)

    assert.match(route, /^Route\.get\('\/lessons\/:slug', 'LessonsController\.show'\)/)
    assert.match(action, /^public async show\([^]*pages\/lessons\/show[^]*\n}$/)
    assert.match(template, /^@layout\('layouts\/app'\)[^]*{{ lesson\.title }}/)
  })

  test('is shown for every page', async ({ assert }) => {
    const visitor = new Visitor()
    for (const page of ['/', '/login', '/register', '/source/start/routes.ts', '/code/lessons.show']) {
      const [, link] = (await visitor.get(page)).html.match(/<a href="([^"]+)">Show the code/)!
      assert.lengthOf(codeOn((await visitor.get(link)).html), 3, page)
    }
  })

  test('is the list of routes for a name without a page', async ({ assert }) => {
    for (const name of ['nothing', 'health.', '__proto__', "'); //", 'x'.repeat(5_000)]) {
      const { location } = await new Visitor().get(`/code/${encodeURIComponent(name)}`)
      assert.equal(location, '/source/start/routes.ts')
    }
  })
})

test.group('A source file', (group) => {
  group.each.setup(emptyDatabase)

  test('is shown with its highlighted text', async ({ assert }) => {
    for (const path of ['start/routes.ts', 'resources/views/layouts/app.edge', 'app/Models/Lesson.ts']) {
      const { html } = await show(path)
      assert.equal(codeOn(html)[0].trim(), readFileSync(path, 'utf8').trim())
      assert.match(html, /<span class="[ksfn]">/)
      assert.include(html, 'id="L1"')
    }
  })

  test('must be in the list', async ({ assert }) => {
    const others = [
      '.env',
      '.env.example',
      'package.json',
      'tests/bootstrap.ts',
      'app',
      '',
      'app/Models/Missing.ts',
    ]
    const odd = ['../.env', '..%2F.env', 'app/../.env', 'app/..%2f..%2f.env', '%2Fetc%2Fpasswd', 'app%00.ts']
    const inherited = ['constructor', '__proto__', 'toString']
    for (const path of [...others, ...odd, ...inherited]) {
      const { status, html } = await show(path)
      assert.equal(status, 404, path)
      assert.notInclude(html, 'APP_KEY=')
    }
  })
})
