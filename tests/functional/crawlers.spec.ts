import { test } from '@japa/runner'
import { existsSync } from 'fs'
import Env from '@ioc:Adonis/Core/Env'
import HttpContext from '@ioc:Adonis/Core/HttpContext'
import { siteUrl } from 'App/View/siteUrl'
import { CommentFactory } from 'Database/factories'
import { ada, emptyDatabase, lesson } from '../support/database'
import { exchange } from '../support/fuzz'
import { origin, Visitor } from '../support/visitor'

const get = (path: string) => new Visitor().get(path)
const canonical = async (path: string) =>
  (await get(path)).html.match(/<link rel="canonical" href="([^"]+)">/)?.[1]

/** Requests a path of this host, which `fetch` would not send. */
const textOf = (path: string, host: string) =>
  exchange(Number(process.env.PORT), {
    text: `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  })

test.group('A search engine', (group) => {
  group.each.setup(emptyDatabase)

  test('finds the sitemap, with every lesson', async ({ assert }) => {
    await lesson()
    const [, map] = (await get('/robots.txt')).body.match(/^Sitemap: (.+)$/m)!
    const answer = await get(map.replace(origin, ''))

    assert.equal(answer.header('content-type'), 'application/xml')
    assert.deepEqual(
      [...answer.body.matchAll(/<loc>(.*)<\/loc>/g)].map(([, address]) => address),
      [`${origin}/`, `${origin}/lessons`, `${origin}/lessons/sessions`],
    )
  })

  const files = ['/robots.txt', '/sitemap.xml', '/lessons/sessions']
  const addresses = async (headers: Record<string, string>) => {
    const answers = await Promise.all(files.map((path) => new Visitor().get(path, headers)))
    return [...new Set(answers.flatMap(({ body }) => addressesIn(body)))]
  }
  const addressesIn = (text: string) =>
    [...text.matchAll(/(?:Sitemap: |<loc>|canonical" href="|og:url" content=")([^\s"<]*?)\//g)].map(
      ([, scheme]) => scheme,
    )

  test('gets the scheme that a trusted proxy names, if it is http or https', async ({ assert }) => {
    await lesson()
    const named = (scheme: string) => addresses({ 'x-forwarded-proto': scheme })
    assert.deepEqual(await named('https'), ['https:'])
    for (const scheme of ['http', 'javascript:alert(1)//', 'ftp', 'HTTPS://evil.example/', 'x, https'])
      assert.deepEqual(await named(scheme), ['http:'])

    const { request } = HttpContext.create('/', {})
    const socket = { remoteAddress: '192.0.2.1' }
    Object.assign(request.request, {
      connection: socket,
      headers: { 'x-forwarded-proto': 'https', host: 'a' },
    })
    assert.equal(siteUrl(request), 'http://a')
  })

  test('gets these files from no cache if the client names the host, and never a host that is none', async ({
    assert,
  }) => {
    for (const path of files) assert.equal((await get(path)).header('cache-control'), 'no-store')
    const hosts = {
      'a b': origin,
      'evil.example/x?': origin,
      'other.example:8080': 'http://other.example:8080',
    }
    for (const [host, address] of Object.entries(hosts))
      assert.include(await textOf('/robots.txt', host), `Sitemap: ${address}/sitemap.xml\n`)
  })

  test('gets the address of the settings, with any host and scheme', async ({ assert }) => {
    Env.set('APP_URL', 'https://example.com')
    try {
      const answer = await new Visitor().get('/robots.txt', { 'x-forwarded-proto': 'http' })
      assert.include(answer.body, 'Sitemap: https://example.com/sitemap.xml\n')
      assert.equal(answer.header('cache-control'), 'public, max-age=3600')
      assert.include(await textOf('/robots.txt', 'evil.example'), 'https://example.com/')
    } finally {
      Env.set('APP_URL', '')
    }
  })

  test('gets one canonical address for a page, with any query', async ({ assert }) => {
    const [{ id: lessonId }, { id: userId }] = [await lesson(), await ada()]
    await CommentFactory.merge({ lessonId, userId }).createMany(21)
    assert.equal(await canonical('/?utm_source=x'), `${origin}/`)
    assert.equal(await canonical('/lessons/sessions?page=1&x=1'), `${origin}/lessons/sessions`)
    assert.equal(await canonical('/lessons/sessions?page=2&x=1'), `${origin}/lessons/sessions?page=2`)
  })

  test('gets a description of public pages, and is told not to list the others', async ({ assert }) => {
    await lesson()
    for (const path of ['/', '/lessons', '/lessons/sessions']) {
      const answer = await get(path)
      assert.match(answer.meta('description')!, /\w/)
      assert.isUndefined(answer.meta('robots'))
    }
    for (const path of ['/login', '/register', '/code/lessons.show', '/missing']) {
      assert.equal((await get(path)).meta('robots'), 'noindex', path)
    }
  })

  test('gets preview pictures that exist', async ({ assert }) => {
    await lesson()
    const { html } = await get('/lessons/sessions')
    const [, card] = html.match(/<meta property="og:image" content="([^"]+)">/)!
    const [, icon] = html.match(/<link rel="apple-touch-icon" href="([^"]+)">/)!
    for (const path of [card.replace(origin, ''), icon]) {
      assert.isTrue(existsSync(`public${path}`))
      assert.equal((await get(path)).header('content-type'), 'image/png')
    }
  })

  test('sees different titles for the pages of a discussion', async ({ assert }) => {
    const [{ id: lessonId }, { id: userId }] = [await lesson(), await ada()]
    await CommentFactory.merge({ lessonId, userId }).createMany(21)
    assert.include((await get('/lessons/sessions?page=2')).html, '<title>Sessions: discussion, page 2 ·')
    assert.include((await get('/lessons/sessions')).html, '<title>Sessions ·')
  })
})
