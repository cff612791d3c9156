import { test } from '@japa/runner'
import View from '@ioc:Adonis/Core/View'
import Comment from 'App/Models/Comment'
import { ada, commentRows, emptyDatabase, lesson } from '../support/database'
import { signedIn } from '../support/signedIn'
import { Visitor } from '../support/visitor'

const page = '/lessons/sessions'

test.group('A comment on two pages', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  test('is rendered once, and again after a change of its text, or of the name or words of its author', async ({
    assert,
    cleanup,
  }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    await visitor.submit(page, 'comment-form', { body: 'First words' })

    const { renderSync } = View
    cleanup(() => void (View.renderSync = renderSync))
    let renders = 0
    View.renderSync = (...args) => (renders++, renderSync.apply(View, args))
    const shows = async (texts: string[], count: number) => {
      for (const reader of [visitor, new Visitor()]) {
        const { html } = await reader.get(page)
        for (const text of texts) assert.include(html, text)
      }
      assert.equal(renders, count)
    }

    await shows(['First words', 'Ada'], 1)
    await Comment.query().update({ body: 'Other words' })
    await shows(['Other words', 'Ada'], 2)
    await user.merge({ name: 'Ada Augusta' }).save()
    await shows(['Other words', 'Ada Augusta'], 3)
    await user.merge({ bio: 'I count.' }).save()
    await shows(['Other words', 'popovertarget', 'I count.'], 4)
  })

  test('has the actions of its author for nobody else', async ({ assert }) => {
    const visitor = await signedIn(await ada())
    await visitor.submit(page, 'comment-form', { body: 'Mine' })
    const [{ id }] = await commentRows()
    const edit = `/comments/${id}/edit`
    assert.include((await visitor.get(page)).html, edit)
    assert.notInclude((await new Visitor().get(page)).html, edit)
    assert.include((await visitor.get(page)).html, edit)
  })
})
