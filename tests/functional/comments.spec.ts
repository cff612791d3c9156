import { test } from '@japa/runner'
import { CommentFactory, LessonFactory } from 'Database/factories'
import { ada, commentRows, emptyDatabase, grace, lesson } from '../support/database'
import { Visitor } from '../support/visitor'

const page = '/lessons/sessions'
const long = `Größe 🙂\n\n${'next line. 🙂\n'.repeat(600)}`.padEnd(10_000, 'x')

async function signedIn() {
  const [user, reader, visitor] = [await ada(), await lesson(), new Visitor()]
  await visitor.follow(await visitor.signIn(user, `/login?return=${page}`))
  return { user, reader, visitor }
}

const bodies = async () => (await commentRows()).map(({ body }) => body)

test.group('Write a comment', (group) => {
  group.each.setup(emptyDatabase)

  test('and find it in the discussion, under its name', async ({ assert }) => {
    const { visitor } = await signedIn()
    const answer = await visitor.submit(page, 'comment-form', { body: 'Hello there' })
    assert.equal(answer.location, `${page}#discussion`)

    const { html } = await visitor.follow(answer)
    assert.match(html, /<strong>Ada<\/strong>.*Hello there/s)
    assert.match(html, /<textarea[^>]*name="body"[^>]*>\s*<\/textarea>/)
  })

  test('of HTML, and see it as text', async ({ assert }) => {
    const { visitor } = await signedIn()
    const body = `<script>alert("1")</script> & <b>'x'</b> {{ 1 + 1 }}`
    const { html } = await visitor.follow(await visitor.submit(page, 'comment-form', { body }))

    assert.notMatch(html, /<script>|<b>/)
    assert.include(html, '&lt;script&gt;')
    assert.include(html, '{{ 1 + 1 }}')
    assert.deepEqual(await bodies(), [body])
  })

  test('of exactly 10,000 characters with emoji and the line breaks of a browser', async ({ assert }) => {
    const { visitor } = await signedIn()
    await visitor.submit(page, 'comment-form', { body: long.replaceAll('\n', '\r\n') })
    assert.deepEqual(await bodies(), [long])
  })

  test('of 10,001 characters, and find it all in the form again', async ({ assert }) => {
    const { visitor } = await signedIn()
    const body = `${long}x`
    const answer = await visitor.submit(`${page}?page=1`, 'comment-form', {
      body: body.replaceAll('\n', '\r\n'),
    })
    assert.equal(answer.location, `${page}?page=1`)

    const back = await visitor.follow(answer)
    assert.include(back.html, 'A comment has 10,000 characters at most.')
    assert.equal(back.field('body')?.replaceAll('\r\n', '\n'), body)
    assert.deepEqual(await bodies(), [])
  })

  for (const body of ['', ' \r\n\t ', '\0']) {
    test(`of nothing: ${JSON.stringify(body)}`, async ({ assert }) => {
      const { visitor } = await signedIn()
      const back = await visitor.follow(await visitor.submit(page, 'comment-form', { body }))
      assert.include(back.html, 'Write something first.')
      assert.deepEqual(await bodies(), [])
    })
  }

  test('that is no text', async ({ assert }) => {
    const { visitor } = await signedIn()
    for (const name of ['body[]', 'body[a]']) {
      const answer = await visitor.act(`${page}/comments`, { [name]: 'x' })
      const back = await visitor.follow(answer)
      assert.equal(back.status, 200)
      assert.include(back.html, 'A comment is text.')
    }
    assert.deepEqual(await bodies(), [])
  })

  test('on a lesson that is none', async ({ assert }) => {
    const { visitor } = await signedIn()
    assert.equal((await visitor.act('/lessons/nothing/comments', { body: 'x' })).status, 404)
  })

  test('in the name of somebody else, and find it under its own', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const other = await grace()
    await visitor.submit(page, 'comment-form', {
      body: 'Mine',
      user_id: `${other.id}`,
      userId: `${other.id}`,
    })
    assert.equal((await commentRows())[0].user_id, user.id)
  })
})

test.group('Send a comment twice', (group) => {
  group.each.setup(emptyDatabase)

  test('and find it once', async ({ assert }) => {
    const { visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    const answers = [await form.send({ body: 'Once' }), await form.send({ body: 'Once' })]

    assert.equal(answers[0].location, answers[1].location)
    assert.deepEqual(await bodies(), ['Once'])
  })

  test('ten times at once, and find it once', async ({ assert }) => {
    const { visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    const answers = await Promise.all(Array.from({ length: 10 }, () => form.send({ body: 'Once' })))

    for (const { location } of answers) assert.equal(location, `${page}#discussion`)
    assert.deepEqual(await bodies(), ['Once'])
  })

  test('from the same form with another text, and find both', async ({ assert }) => {
    const { visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    await form.send({ body: 'One' })
    await form.send({ body: 'Two' })
    assert.deepEqual(await bodies(), ['One', 'Two'])
  })

  for (const [where, reload] of Object.entries({
    'another tab': false,
    'the same page, loaded anew': true,
  })) {
    test(`from ${where}, and find it once, with a word about it`, async ({ assert }) => {
      const { visitor } = await signedIn()
      const other = reload ? undefined : await visitor.open(page, 'comment-form')
      await visitor.submit(page, 'comment-form', { body: 'Once' })
      const again = other ?? (await visitor.open(page, 'comment-form'))
      const { html } = await visitor.follow(await again.send({ body: ' Once\r\n' }))
      assert.include(html, 'You have written this here already')
      assert.deepEqual(await bodies(), ['Once'])
    })
  }

  test('as two people, and find both', async ({ assert }) => {
    const { visitor } = await signedIn()
    const other = new Visitor()
    await other.signIn(await grace())
    for (const one of [visitor, other]) await one.submit(page, 'comment-form', { body: 'Yes' })
    assert.deepEqual(await bodies(), ['Yes', 'Yes'])
  })

  test('to two lessons, and find both', async ({ assert }) => {
    const { visitor } = await signedIn()
    const { path } = await LessonFactory.create()
    for (const one of [page, path]) await visitor.submit(one, 'comment-form', { body: 'Yes' })
    assert.deepEqual(await bodies(), ['Yes', 'Yes'])
  })

  test('with a deletion between, and find the second', async ({ assert }) => {
    const { visitor } = await signedIn()
    await visitor.submit(page, 'comment-form', { body: 'Once' })
    const [{ id }] = await commentRows()
    await visitor.act(`/comments/${id}?_method=DELETE`)
    await visitor.submit(page, 'comment-form', { body: 'Once' })
    assert.deepEqual(await bodies(), ['Once'])
  })
})

test.group('Delete a comment', (group) => {
  group.each.setup(emptyDatabase)

  test('of their own', async ({ assert }) => {
    const { user, reader, visitor } = await signedIn()
    const { id } = await CommentFactory.merge({ lessonId: reader.id, userId: user.id }).create()
    assert.include((await visitor.get(page)).html, `action="/comments/${id}?_method=DELETE"`)

    const answer = await visitor.act(`/comments/${id}?_method=DELETE`)
    assert.equal(answer.location, `${page}#discussion`)
    assert.include((await visitor.follow(answer)).html, 'Your comment is deleted.')
    assert.deepEqual(await bodies(), [])
  })

  test("of somebody else's, which they cannot", async ({ assert }) => {
    const { reader, visitor } = await signedIn()
    const { id } = await CommentFactory.merge({ lessonId: reader.id, userId: (await grace()).id }).create()
    assert.notInclude((await visitor.get(page)).html, `/comments/${id}?_method=DELETE`)

    assert.equal((await visitor.act(`/comments/${id}?_method=DELETE`)).status, 404)
    assert.lengthOf(await commentRows(), 1)
  })

  test('that is gone already', async ({ assert }) => {
    const { user, reader, visitor } = await signedIn()
    const comment = await CommentFactory.merge({ lessonId: reader.id, userId: user.id }).create()
    await comment.delete()
    assert.equal((await visitor.act(`/comments/${comment.id}?_method=DELETE`)).status, 404)
  })
})
