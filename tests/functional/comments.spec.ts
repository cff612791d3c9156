import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import Comment from 'App/Models/Comment'
import { renderLine } from 'App/View/markdown'
import { CommentFactory, LessonFactory } from 'Database/factories'
import { ada, commentRows, emptyDatabase, expireSessions, grace, lesson } from '../support/database'
import { Visitor } from '../support/visitor'
import { signedIn } from '../support/signedIn'

const page = '/lessons/sessions'
const long = `Größe 🙂\n\n${'next line. 🙂\n'.repeat(600)}`.padEnd(10_000, 'x')

async function signedInReader() {
  const [user, reader] = [await ada(), await lesson()]
  return { user, reader, visitor: await signedIn(user, {}, `/login?return=${page}`) }
}

const bodies = async () => (await commentRows()).map(({ body }) => body)

test.group('Writing a comment', (group) => {
  group.each.setup(emptyDatabase)

  test('a user finds it in the discussion, with their name', async ({ assert }) => {
    const { visitor } = await signedInReader()
    const answer = await visitor.submit(page, 'comment-form', { body: 'Hello there' })
    const [{ id }] = await commentRows()
    assert.equal(answer.location, `${page}#comment-${id}`)

    const { html } = await visitor.follow(answer)
    assert.include(html, 'Your comment is posted.')
    assert.match(
      html,
      new RegExp(`id="comment-${id}" tabindex="-1".*<bdi><strong>Ada</strong></bdi>.*Hello there`, 's'),
    )
    assert.match(html, />\s*1 comment\s*</)
    assert.match(html, /<textarea[^>]*name="body"[^>]*>\s*<\/textarea>/)
  })

  test('with HTML, a user sees it as text', async ({ assert }) => {
    const { visitor } = await signedInReader()
    const body = `<script>alert("1")</script> & <b>'x'</b> {{ 1 + 1 }}`
    const { html } = await visitor.follow(await visitor.submit(page, 'comment-form', { body }))

    assert.notMatch(html, /<script>|<b>/)
    assert.include(html, '&lt;script&gt;')
    assert.include(html, '{{ 1 + 1 }}')
    assert.deepEqual(await bodies(), [body])
  })

  test('it may have exactly 10,000 characters, with emoji and line breaks of a browser', async ({
    assert,
  }) => {
    const { visitor } = await signedInReader()
    await visitor.submit(page, 'comment-form', { body: long.replaceAll('\n', '\r\n') })
    assert.deepEqual(await bodies(), [long])
  })

  test('with 10,001 characters, a user finds the whole text in the form again', async ({ assert }) => {
    const { visitor } = await signedInReader()
    const body = `${long}x`
    const answer = await visitor.submit(`${page}?page=1`, 'comment-form', {
      body: body.replaceAll('\n', '\r\n'),
    })
    assert.equal(answer.location, `${page}?page=1`)

    const back = await visitor.follow(answer)
    assert.include(back.html, 'Use at most 10,000 characters.')
    assert.equal(back.field('body')?.replaceAll('\r\n', '\n'), body)
    assert.deepEqual(await bodies(), [])
  })

  for (const body of ['', ' \r\n\t ', '\0']) {
    test(`it may not be empty: ${JSON.stringify(body)}`, async ({ assert }) => {
      const { visitor } = await signedInReader()
      const back = await visitor.follow(await visitor.submit(page, 'comment-form', { body }))
      assert.include(back.html, 'Enter a comment.')
      assert.deepEqual(await bodies(), [])
    })
  }

  test('it must be text', async ({ assert }) => {
    const { visitor } = await signedInReader()
    for (const name of ['body[]', 'body[a]']) {
      const answer = await visitor.act(`${page}/comments`, { [name]: 'x' })
      const back = await visitor.follow(answer)
      assert.equal(back.status, 200)
      assert.include(back.html, 'Enter text.')
    }
    assert.deepEqual(await bodies(), [])
  })

  test('an unknown lesson returns 404', async ({ assert }) => {
    const { visitor } = await signedInReader()
    assert.equal((await visitor.act('/lessons/nothing/comments', { body: 'x' })).status, 404)
  })

  test('with the id of somebody else in the form, a user finds it under their own name', async ({
    assert,
  }) => {
    const { user, visitor } = await signedInReader()
    const other = await grace()
    await visitor.submit(page, 'comment-form', {
      body: 'Mine',
      user_id: `${other.id}`,
      userId: `${other.id}`,
    })
    assert.equal((await commentRows())[0].user_id, user.id)
  })
})

test.group('Sending a comment twice', (group) => {
  group.each.setup(emptyDatabase)

  test('a user finds it once', async ({ assert }) => {
    const { visitor } = await signedInReader()
    const form = await visitor.open(page, 'comment-form')
    const answers = [await form.send({ body: 'Once' }), await form.send({ body: 'Once' })]

    assert.equal(answers[0].location, answers[1].location)
    assert.deepEqual(await bodies(), ['Once'])
  })

  test('a user sends it ten times at once, and finds it once', async ({ assert }) => {
    const { visitor } = await signedInReader()
    const form = await visitor.open(page, 'comment-form')
    const answers = await Promise.all(Array.from({ length: 10 }, () => form.send({ body: 'Once' })))

    assert.lengthOf(new Set(answers.map(({ location }) => location)), 1)
    assert.deepEqual(await bodies(), ['Once'])
  })

  test('a user sends the same form with another text, and finds both', async ({ assert }) => {
    const { visitor } = await signedInReader()
    const form = await visitor.open(page, 'comment-form')
    await form.send({ body: 'One' })
    await form.send({ body: 'Two' })
    assert.deepEqual(await bodies(), ['One', 'Two'])
  })

  for (const [where, reload] of Object.entries({
    'another tab': false,
    'the reloaded page': true,
  })) {
    test(`a user sends it from ${where}, finds it once, and sees a message`, async ({ assert }) => {
      const { visitor } = await signedInReader()
      const other = reload ? undefined : await visitor.open(page, 'comment-form')
      await visitor.submit(page, 'comment-form', { body: 'Once' })
      const again = other ?? (await visitor.open(page, 'comment-form'))
      const { html } = await visitor.follow(await again.send({ body: ' Once\r\n' }))
      assert.include(html, 'You already posted this comment.')
      assert.deepEqual(await bodies(), ['Once'])
    })
  }

  test('two people send it, and both are there', async ({ assert }) => {
    const { visitor } = await signedInReader()
    const other = new Visitor()
    await other.signIn(await grace())
    for (const one of [visitor, other]) await one.submit(page, 'comment-form', { body: 'Yes' })
    assert.deepEqual(await bodies(), ['Yes', 'Yes'])
  })

  test('a user sends it to two lessons, and finds both', async ({ assert }) => {
    const { visitor } = await signedInReader()
    const { path } = await LessonFactory.create()
    for (const one of [page, path]) await visitor.submit(one, 'comment-form', { body: 'Yes' })
    assert.deepEqual(await bodies(), ['Yes', 'Yes'])
  })

  test('a user deletes it before the second, and finds the second', async ({ assert }) => {
    const { visitor } = await signedInReader()
    await visitor.submit(page, 'comment-form', { body: 'Once' })
    const [{ id }] = await commentRows()
    await visitor.act(`/comments/${id}?_method=DELETE`)
    await visitor.submit(page, 'comment-form', { body: 'Once' })
    assert.deepEqual(await bodies(), ['Once'])
  })
})

test.group('Reading a discussion', (group) => {
  group.each.setup(emptyDatabase)

  const html = async (body: string) => {
    const { user, reader, visitor } = await signedInReader()
    await CommentFactory.merge({ lessonId: reader.id, userId: user.id, body }).create()
    return (await visitor.get(page)).html.match(/<p class="typed" dir="auto">(.*?)<\/p>/s)![1]
  }

  test('a visitor sees links with their full address, and code', async ({ assert }) => {
    const text = 'See https://example.com/a?b=1&c=2 and `<b> & "c"`,\n  twice.'
    const link = 'https://example.com/a?b=1&amp;c=2'
    assert.equal(
      await html(text),
      `See <a href="${link}" rel="nofollow ugc noopener">${link}</a> and <code>&lt;b&gt; &amp; &quot;c&quot;</code>,\n  twice.`,
    )
  })

  for (const body of [
    'javascript:alert(1) data:text/html,x //evil.example ftp://a.example mail@example.com example.com',
    '[text](javascript:alert) ![picture](x) # Title **bold** *and* ~~gone~~',
    '    indented\n\n\n> quote\n- list',
  ]) {
    test(`a visitor sees this text as it was typed: ${JSON.stringify(body)}`, async ({ assert }) => {
      assert.equal((await html(body)).replaceAll('&gt;', '>'), body)
    })
  }

  test('10,000 brackets and backticks are rendered quickly', async ({ assert }) => {
    const start = performance.now()
    for (const part of ['`', '``x', 'http://', 'https://a.', '<', '['])
      renderLine(part.repeat(10_000 / part.length))
    assert.isBelow(performance.now() - start, 5_000)
  })

  test('a visitor sees exact times, and the text about each author once', async ({ assert }) => {
    const { user, reader, visitor } = await signedInReader()
    await user.merge({ bio: 'I <write>\nhere' }).save()
    const mine = { lessonId: reader.id, userId: user.id }
    const times = [DateTime.fromISO('2025-03-01T09:05Z'), DateTime.now()]
    for (const createdAt of times) await CommentFactory.merge({ ...mine, createdAt }).create()

    const page = (await visitor.get('/lessons/sessions')).html
    assert.include(page, '<time datetime="2025-03-01T09:05:00.000Z">1 March 2025, 09:05 UTC</time>')
    const [id] = page.match(/(?<=popovertarget=")author-\d+/)!
    assert.lengthOf(page.match(/I &lt;write&gt;\nhere/g)!, 1)
    assert.match(page, new RegExp(`id="${id}" popover[^]*About <bdi>Ada</bdi>[^]*I &lt;write`))
  })

  test('the permanent address of a comment leads to it, on any page', async ({ assert }) => {
    const { user, reader, visitor } = await signedInReader()
    const comments = await CommentFactory.merge({ lessonId: reader.id, userId: user.id }).createMany(41)
    for (const { id } of [comments[40], comments[20], comments[0]]) {
      const { location } = await visitor.get(`/comments/${id}`)
      const find = async () =>
        (await visitor.get(location!)).html.match(/(?<=Page )\d of \d|id="comment-\d+"/g)!
      const before = await find()
      assert.include(before, `id="comment-${id}"`)
      await CommentFactory.merge({ lessonId: reader.id, userId: user.id }).createMany(20)
      const after = await find()
      assert.include(after, `id="comment-${id}"`)
      assert.notEqual(after.at(-1), before.at(-1))
    }
    const [gone, missing] = [comments[0], comments[40].id + 1_000]
    await gone.delete()
    assert.include((await visitor.get(`${page}?comment=${gone.id}`)).html, 'Page 5 of 5')
    assert.equal((await visitor.get(`/comments/${missing}`)).status, 404)
  })

  test('a visitor sees the right number of comments after additions and deletions', async ({ assert }) => {
    const { user, reader, visitor } = await signedInReader()
    const [mine, other] = [{ lessonId: reader.id, userId: user.id }, await grace()]
    const [first] = await CommentFactory.merge(mine).createMany(3)
    await CommentFactory.merge({ ...mine, userId: other.id }).createMany(2)
    const count = async () => (await visitor.get(page)).html.match(/class="count">(.*?)</s)![1].trim()

    assert.equal(await count(), '5 comments')
    await visitor.act(`/comments/${first.id}?_method=DELETE`)
    assert.equal(await count(), '4 comments')
    await other.delete()
    assert.equal(await count(), '2 comments')
  })
})

test.group('Editing a comment', (group) => {
  group.each.setup(emptyDatabase)

  async function posted(body = 'Frist', visitor?: Visitor) {
    const site = visitor ? { visitor } : await signedInReader()
    await site.visitor.submit(page, 'comment-form', { body })
    const { id } = (await commentRows()).at(-1)!
    return { ...site, id, path: `/comments/${id}/edit` }
  }

  test('an author edits their comment, and sees it in the window', async ({ assert }) => {
    const { visitor, path, id } = await posted('Frist <b>')
    assert.include((await visitor.get(page)).html, `href="${path}"`)
    assert.equal((await visitor.get(path)).field('body'), 'Frist <b>')

    const answer = await visitor.submit(path, 'edit-form', { body: ' First\r\nline ' })
    assert.equal(answer.location, `${page}#comment-${id}`)
    const { html } = await visitor.follow(answer)
    assert.include(html, 'Your comment is saved.')
    assert.include(html, '<span class="edited">edited</span>')
    assert.deepEqual(await bodies(), ['First\nline'])
  })

  test('an author may keep the text, but may not repeat another comment of theirs', async ({ assert }) => {
    const { visitor, path } = await posted('One')
    const form = await visitor.open(path, 'edit-form')
    for (let time = 0; time < 2; time++) {
      const { html } = await visitor.follow(await form.send({ body: 'Two' }))
      assert.include(html, 'Your comment is saved.')
    }
    const other = await posted('Three', visitor)
    const answer = await visitor.submit(other.path, 'edit-form', { body: 'Two' })
    assert.equal(answer.location, other.path)
    assert.include((await visitor.follow(answer)).html, 'You already posted this comment.')
    assert.deepEqual(await bodies(), ['Two', 'Three'])
  })

  for (const [what, body, message] of [
    ['nothing', ' ', 'Enter a comment.'],
    ['10,001 characters', 'x'.repeat(10_001), 'Use at most 10,000 characters.'],
  ]) {
    test(`an author cannot change it to ${what}, and finds the text in the form again`, async ({
      assert,
    }) => {
      const { visitor, path } = await posted()
      const answer = await visitor.submit(path, 'edit-form', { body }, { referer: '' })
      assert.equal(answer.location, path)
      const back = await visitor.follow(answer)
      assert.include(back.html, message)
      assert.equal(back.field('body')!.trim(), body.trim())
      assert.deepEqual(await bodies(), ['Frist'])
    })
  }

  test('an author edits it after the session ended, and finds the text in the form after the sign-in', async ({
    assert,
  }) => {
    const { user, visitor, path, id } = { ...(await posted()) } as any
    const form = await visitor.open(path, 'edit-form')
    await expireSessions()
    await visitor.follow(await form.send({ body: 'First, at last' }, { referer: '' }))
    const back = await visitor.follow(await visitor.signIn(user, visitor.path))
    assert.equal(visitor.path, path)
    assert.equal(back.field('body'), 'First, at last')
    assert.match(back.html, /Your text is back[^]*<a href="#body">/)

    await visitor.submit(path, 'edit-form', { body: back.field('body')! })
    assert.deepEqual(await bodies(), ['First, at last'])
    assert.equal((await commentRows())[0].id, id)
  })

  test('an author edits it in two tabs: the second sees both texts, and decides', async ({ assert }) => {
    const { visitor, path } = await posted()
    const [first, second] = [await visitor.open(path, 'edit-form'), await visitor.open(path, 'edit-form')]
    await first.send({ body: 'First & best' })
    const answer = await second.send({ body: 'Second thoughts' })
    assert.equal(answer.status, 409)
    assert.include(answer.html, 'so your text was not saved')
    assert.match(answer.html, /<textarea[^>]* readonly[^>]*>\s*First &amp; best<\/textarea>/)
    assert.equal(answer.field('body'), 'Second thoughts')
    assert.deepEqual(await bodies(), ['First & best'])

    const [action, fields] = answer.form('edit-form')
    await visitor.send(action, fields)
    assert.deepEqual(await bodies(), ['Second thoughts'])
  })

  test('an author edits it in two tabs at the same moment, and one of them is told', async ({ assert }) => {
    const { visitor, path } = await posted()
    const forms = await Promise.all([1, 2, 3].map(() => visitor.open(path, 'edit-form')))
    const answers = await Promise.all(forms.map((form, index) => form.send({ body: `Text ${index}` })))
    assert.sameMembers(
      answers.map(({ status }) => status),
      [303, 409, 409],
    )
    const saved = answers.findIndex(({ status }) => status === 303)
    assert.deepEqual(await bodies(), [`Text ${saved}`])
  })

  test('an author edits it elsewhere while an edit is kept, and is told when they send that', async ({
    assert,
  }) => {
    const { user, visitor, path, id } = { ...(await posted()) } as any
    const form = await visitor.open(path, 'edit-form')
    await expireSessions()
    await form.send({ body: 'Late' })
    await Comment.query().where('id', id).update({ body: 'Meanwhile' })
    await visitor.follow(await visitor.signIn(user, `/login?return=${path}`))
    const answer = await visitor.submit(path, 'edit-form', { body: 'Late' })
    assert.equal(answer.status, 409)
    assert.deepEqual(await bodies(), ['Meanwhile'])
  })

  test('a script that edits it in vain gets the text that was saved meanwhile', async ({ assert }) => {
    const { visitor, path } = await posted()
    const [first, second] = [await visitor.open(path, 'edit-form'), await visitor.open(path, 'edit-form')]
    await first.send({ body: 'First' })
    const answer = await second.send({ body: 'Second' }, { accept: 'application/json' })
    assert.equal(answer.status, 409)
    assert.equal(JSON.parse(answer.body).body, 'First')
  })

  test('an author edits it after they deleted it elsewhere, and finds the text on the error page', async ({
    assert,
  }) => {
    const { visitor, path, id } = await posted()
    const form = await visitor.open(path, 'edit-form')
    await visitor.act(`/comments/${id}?_method=DELETE`)
    const answer = await form.send({ body: 'Long <thought>\nabout it' })
    assert.equal(answer.status, 404)
    assert.match(answer.html, /<textarea[^>]* readonly[^>]*>\s*Long &lt;thought&gt;\nabout it<\/textarea>/)
    assert.notInclude(answer.html, 'csrf')
  })

  test("of somebody else's, which they cannot", async ({ assert }) => {
    const { path, id } = await posted()
    const other = new Visitor()
    await other.signIn(await grace())
    assert.equal((await other.get(path)).status, 404)
    assert.equal((await other.act(`/comments/${id}?_method=PUT`, { body: 'Mine' })).status, 404)
    assert.notInclude((await other.get(page)).html, path)
    assert.deepEqual(await bodies(), ['Frist'])
  })
})

test.group('Deleting a comment', (group) => {
  group.each.setup(emptyDatabase)

  test('an author deletes their comment', async ({ assert }) => {
    const { user, reader, visitor } = await signedInReader()
    const { id } = await CommentFactory.merge({ lessonId: reader.id, userId: user.id }).create()
    assert.include((await visitor.get(page)).html, `action="/comments/${id}?_method=DELETE"`)

    assert.match(
      (await visitor.get(page)).html,
      /<details class="confirm">\s*<summary[^>]*>[^]*Delete<[^]*Your comment will be gone for good/,
    )
    const answer = await visitor.act(`/comments/${id}?_method=DELETE`)
    assert.equal(answer.location, `${page}#discussion`)
    assert.include((await visitor.follow(answer)).html, 'Your comment is deleted.')
    assert.deepEqual(await bodies(), [])
  })

  test("of somebody else's, which they cannot", async ({ assert }) => {
    const { reader, visitor } = await signedInReader()
    const { id } = await CommentFactory.merge({ lessonId: reader.id, userId: (await grace()).id }).create()
    assert.notInclude((await visitor.get(page)).html, `/comments/${id}?_method=DELETE`)

    assert.equal((await visitor.act(`/comments/${id}?_method=DELETE`)).status, 404)
    assert.lengthOf(await commentRows(), 1)
  })

  test('a second deletion returns 404', async ({ assert }) => {
    const { user, reader, visitor } = await signedInReader()
    const comment = await CommentFactory.merge({ lessonId: reader.id, userId: user.id }).create()
    await comment.delete()
    assert.equal((await visitor.act(`/comments/${comment.id}?_method=DELETE`)).status, 404)
  })
})
