import { test } from '@japa/runner'
import { ada, emptyDatabase, expireSessions } from '../support/database'
import { fillSignIn, flash, openAs } from '../support/browser'
import { fields, trial } from '../support/trial'

/** A form whose template uses no flash messages. */
const markup = `<form method="POST" action="/trial/things" id="things">
  ${fields}
  <input name="title" value="old">
  <textarea name="post[body]"></textarea><input name="user.name">
  <input name="lines[]"><input name="lines[]">
  <input type="number" name="number" value="1"><input type="color" name="color"><input type="range" name="range">
  <select name="one"><option value="a">A</option><option value="b">B</option></select>
  <select name="many" multiple><option selected>A</option><option>B</option><option>C</option></select>
  <input type="checkbox" name="tags[]" value="x" checked><input type="checkbox" name="tags[]" value="y">
  <input type="checkbox" name="mail" checked>
  <input type="radio" name="kind" value="1" checked><input type="radio" name="kind" value="2">
  <button>Save</button>
</form><input name="outside" form="things">`

const sent = {
  title: 'A "new" <title>',
  post: { body: 'First line\n\nlast & least' },
  user: { name: 'Grace' },
  lines: ['one', 'two'],
  number: '7',
  color: '#ff0000',
  range: '9',
  one: 'b',
  many: ['B', 'C'],
  tags: ['y'],
  kind: '2',
  outside: 'Here',
}

test.group('A form of any kind, sent without JavaScript after the session ended', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    Object.assign(trial, { markup, stored: [] })
  })

  test('comes back with every value, and is sent with them', async ({ assert, browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const user = await ada()
    const page = await openAs(user, context, '/trial')
    const named = (name: string) => page.locator(`main [name="${name}"]`)
    await named('title').fill(sent.title)
    await named('post[body]').fill(sent.post.body)
    await named('user.name').fill(sent.user.name)
    for (const [index, line] of sent.lines.entries()) await named('lines[]').nth(index).fill(line)
    for (const name of ['number', 'color', 'range', 'outside'] as const) await named(name).fill(sent[name])
    await named('one').selectOption('b')
    await named('many').selectOption(['B', 'C'])
    await named('tags[]').first().uncheck()
    await named('tags[]').last().check()
    await named('mail').uncheck()
    await named('kind').last().check()
    await expireSessions()

    await page.click('#things button')
    await page.getByText('Your text is kept.').waitFor()
    assert.deepEqual(trial.stored, [])
    await fillSignIn(page, user)
    await flash(page).filter({ hasText: 'Your text is back.' }).waitFor()
    await page.click('#things button')
    await page.getByText('1 stored').waitFor()
    assert.deepEqual(trial.stored, [{ 'POST /trial/things': sent }])
    await context.close()
  })
})
