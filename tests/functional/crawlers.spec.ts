import { test } from '@japa/runner'
import { existsSync } from 'fs'
import { CommentFactory } from 'Database/factories'
import { ada, emptyDatabase, lesson } from '../support/database'
import { origin, Visitor } from '../support/visitor'

const get = (path: string) => new Visitor().get(path)
const canonical = async (path: string) =>
  (await get(path)).html.match(/<link rel="canonical" href="([^"]+)">/)?.[1]

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
