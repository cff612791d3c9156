import { test } from '@japa/runner'
import { CommentFactory, LessonFactory } from 'Database/factories'
import { ada, emptyDatabase, lesson } from '../support/database'
import { Visitor } from '../support/visitor'

const shown = (html: string) => [...html.matchAll(/<article class="comment"/g)].length

test.group('Lessons', (group) => {
  group.each.setup(emptyDatabase)

  const createTwo = () =>
    LessonFactory.merge([
      { title: 'Second', slug: 'second', position: 2 },
      { title: 'First', slug: 'first', position: 1 },
    ]).createMany(2)

  for (const path of ['/', '/lessons']) {
    test(`are in their order on ${path}`, async ({ assert }) => {
      await createTwo()
      assert.match((await new Visitor().get(path)).html, /First.*Second/s)
    })

    test(`are replaced by a message on ${path} if there are none`, async ({ assert }) => {
      assert.include((await new Visitor().get(path)).html, 'There are no lessons yet.')
    })
  }

  test('are one link away from every page, errors included', async ({ assert }) => {
    await lesson()
    for (const path of ['/', '/lessons/sessions', '/login', '/source/start/routes.ts', '/nowhere']) {
      assert.match((await new Visitor().get(path)).html, /<header[^]*<a href="\/lessons"[^]*<\/header>/, path)
    }
  })

  test('say which one it is, and lead on from the last one too', async ({ assert }) => {
    await createTwo()
    const visitor = new Visitor()
    const next = (html: string) => {
      const [neighbours] = html.match(/<nav class="neighbours"[^]*?<\/nav>/)!
      return [...neighbours.matchAll(/href="([^"]+)"/g)].at(-1)![1]
    }
    const first = (await visitor.get('/lessons/first')).html
    assert.include(first, '1 of 2')
    assert.equal(next(first), '/lessons/second')
    const last = (await visitor.get('/lessons/second')).html
    assert.include(last, '2 of 2')
    assert.equal((await visitor.get(next(last))).status, 200)
  })

  test('open from the home page', async ({ assert }) => {
    const { title } = await lesson()
    const visitor = new Visitor()
    const [, path] = (await visitor.get('/')).html.match(/<a href="([^"]+)">Sessions</)!
    const { html } = await visitor.get(path)

    assert.include(html, `<title>${title}`)
    assert.include(html, '<h2 id="first-part">First part')
    assert.include(html, 'No comments yet.')
  })

  test('show HTML in their text as text', async ({ assert }) => {
    await LessonFactory.merge({
      slug: 'html',
      title: '<b>T</b>',
      body: '<script>x</script> [a](javascript:x)',
    }).create()
    const { html } = await new Visitor().get('/lessons/html')
    assert.notMatch(html, /<script>|<b>|href="javascript/)
  })

  test('have a link for guests to sign in, which leads back', async ({ assert }) => {
    await lesson()
    const visitor = new Visitor()
    const { html } = await visitor.get('/lessons/sessions?page=1')
    assert.notInclude(html, 'id="comment-form"')

    const [, login] = html.match(/<p><a href="([^"]+)">Sign in<\/a> to join/)!
    assert.equal((await visitor.signIn(await ada(), login)).location, '/lessons/sessions?page=1')
  })

  test('have a form for a signed-in reader', async ({ assert }) => {
    await lesson()
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    const { html } = await visitor.get('/lessons/sessions')

    assert.include(html, 'id="comment-form"')
    assert.notInclude(html, 'to join the discussion')
  })

  test('that do not exist return 404', async ({ assert }) => {
    for (const slug of ['nothing', 'x'.repeat(80), 'x'.repeat(81), '0']) {
      assert.equal((await new Visitor().get(`/lessons/${slug}`)).status, 404)
    }
  })
})

test.group('A discussion', (group) => {
  group.each.setup(emptyDatabase)

  async function discussion(count: number) {
    const { id: lessonId } = await lesson()
    const { id: userId } = await ada()
    await CommentFactory.merge({ lessonId, userId }).createMany(count)
    return new Visitor()
  }

  test('has pages', async ({ assert }) => {
    const visitor = await discussion(25)
    const first = await visitor.get('/lessons/sessions')
    assert.equal(shown(first.html), 20)
    assert.match(first.html, />\s*25 comments\s*</)
    assert.include(first.html, 'Page 1 of 2')
    assert.notInclude(first.html, 'rel="prev"')

    const [, older] = first.html.match(/<a href="([^"]+)#discussion" rel="next"/)!
    const [, oldest] = first.html.match(/<a href="([^"]+)#discussion">Oldest</)!
    assert.equal(oldest, older)
    const second = await visitor.get(older)
    const [, newest] = second.html.match(/<a href="([^"]+)#discussion">Newest</)!
    assert.include((await visitor.get(newest)).html, 'Page 1 of 2')
    assert.equal(shown(second.html), 5)
    assert.include(second.html, 'rel="prev"')
    assert.notInclude(second.html, 'rel="next"')
  })

  test('has no page links if it is short', async ({ assert }) => {
    const { html } = await (await discussion(20)).get('/lessons/sessions')
    assert.equal(shown(html), 20)
    assert.notInclude(html, 'class="pagination"')
  })

  const nonsense = [
    '0',
    '-1',
    '1.5',
    'x',
    '',
    '1e99',
    '99999999999999999999',
    'Infinity',
    '0x1',
    '%00',
    '%20',
    "1'--",
  ]
  for (const page of [...nonsense, ...['page[]=x', 'page[a]=1', 'page=1&page=2']]) {
    const query = page.includes('=') ? page : `page=${page}`
    test(`shows its first page for ?${query}`, async ({ assert }) => {
      const answer = await (await discussion(21)).get(`/lessons/sessions?${query}`)
      assert.equal(answer.status, 200)
      assert.include(answer.html, 'Page 1 of 2')
    })
  }

  test('shows its last page for a number beyond it', async ({ assert }) => {
    const answer = await (await discussion(21)).get('/lessons/sessions?page=9999')
    assert.equal(shown(answer.html), 1)
    assert.include(answer.html, 'Page 2 of 2')
  })
})
