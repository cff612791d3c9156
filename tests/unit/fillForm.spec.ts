import { test } from '@japa/runner'
import { fillForm } from '../../packages/adonis-welcome-back/server/forms/fillForm'
import { isTooLong } from '../../packages/adonis-welcome-back/server/forms/keptForms'
import type { Fields } from '../../packages/adonis-welcome-back/server/forms/formFields'

const page = (controls: string, action = '/things') =>
  `<!doctype html><html><body><form method="get" action="/things"><input name="title"></form>` +
  `<form method="POST" action="${action}" id="f">${controls}</form></body></html>`

/** Returns the controls of a page after its form was filled in. */
function filled(controls: string, fields: Fields) {
  const html = fillForm(page(controls), (address) => address === '/things', fields)
  return html?.match(/id="f">(.*)<\/form>/s)?.[1]
}

const hostile = `"><b> & 'x'`
const cases: [name: string, controls: string, fields: Fields, expected: string][] = [
  ['a text', '<input name="title">', { title: 'A' }, '<input name="title" value="A" data-typed>'],
  [
    'a text in place of another',
    '<input value="old" name=title />',
    { title: 'A' },
    '<input value="A" name=title  data-typed/>',
  ],
  [
    'an emptied text',
    '<input name="title" value="old">',
    { title: '' },
    '<input name="title" value="" data-typed>',
  ],
  [
    'a text with marks',
    '<input name="title">',
    { title: hostile },
    '<input name="title" value="&quot;&gt;&lt;b&gt; &amp; &#x27;x&#x27;" data-typed>',
  ],
  [
    'an area',
    '<textarea name="title">old</textarea>',
    { title: '\nA\n<b>' },
    '<textarea name="title" data-typed>\n\nA\n&lt;b&gt;</textarea>',
  ],
  [
    'a nested name',
    '<textarea name="post[body]"></textarea>',
    { post: { body: 'A' } },
    '<textarea name="post[body]" data-typed>\nA</textarea>',
  ],
  [
    'a list of texts',
    '<input name="tags[]"><input name="tags[]">',
    { tags: ['A', 'B'] },
    '<input name="tags[]" value="A" data-typed><input name="tags[]" value="B" data-typed>',
  ],
  [
    'a list with numbers',
    '<input name="a[0][b]"><input name="a[1][b]">',
    { a: [{ b: 'A' }, { b: 'B' }] },
    '<input name="a[0][b]" value="A" data-typed><input name="a[1][b]" value="B" data-typed>',
  ],
  [
    'a selection',
    '<select name="title"><option selected>A</option><option value="b">B</option></select>',
    { title: 'b' },
    '<select name="title"><option >A</option><option value="b" selected>B</option></select>',
  ],
  [
    'several selections',
    '<select name="tags" multiple><option>A<option>B<option>C</select>',
    { tags: ['A', 'C'], title: 'x' },
    '<select name="tags" multiple><option selected>A<option>B<option selected>C</select>',
  ],
  [
    'boxes of one name',
    '<input type=checkbox name="tags[]" value="A" checked><input type=checkbox name="tags[]" value="B">',
    { tags: ['B'] },
    '<input type=checkbox name="tags[]" value="A" ><input type=checkbox name="tags[]" value="B" checked>',
  ],
  [
    'a box that was unticked',
    '<input name="title"><input type="checkbox" name="mail" checked>',
    { title: 'A' },
    '<input name="title" value="A" data-typed><input type="checkbox" name="mail" >',
  ],
  [
    'a box with a hidden twin',
    '<input type="hidden" name="mail" value="0"><input type="checkbox" name="mail" value="1">',
    { mail: ['0', '1'] },
    '<input type="hidden" name="mail" value="0"><input type="checkbox" name="mail" value="1" checked>',
  ],
  [
    'radio buttons',
    '<input type="radio" name="title" value="A" checked><input type="radio" name="title" value="B">',
    { title: 'B' },
    '<input type="radio" name="title" value="A" ><input type="radio" name="title" value="B" checked>',
  ],
  [
    'a hidden field',
    '<input name="title"><input type="hidden" name="id" value="1">',
    { title: 'A', id: '2' },
    '<input name="title" value="A" data-typed><input type="hidden" name="id" value="2">',
  ],
  [
    'no token, password, file or button',
    '<input name="title"><input name="_csrf" value="new"><input type="password" name="pin"><input type="file" name="file"><button name="go" value="1">',
    { title: 'A', _csrf: 'old', pin: '1', file: 'x', go: '2' },
    '<input name="title" value="A" data-typed><input name="_csrf" value="new"><input type="password" name="pin"><input type="file" name="file"><button name="go" value="1">',
  ],
]

test.group('A kept form', () => {
  for (const [name, controls, fields, expected] of cases) {
    test(`fills in ${name}`, ({ assert }) => assert.equal(filled(controls, fields), expected))
  }

  test('fills in a control outside of its form', ({ assert }) => {
    const html = page('') + '<input name="title" form="f">'
    assert.include(
      fillForm(html, () => true, { title: 'A' }),
      '<input name="title" form="f" value="A" data-typed>',
    )
  })

  test('is found by the address of a button', ({ assert }) => {
    const html = page('<input name="title"><button formaction="/drafts">', '/things')
    assert.include(
      fillForm(html, (address) => address === '/drafts', { title: 'A' }),
      'value="A"',
    )
  })

  test('fills in the form with the same hidden fields, of several with one address', ({ assert }) => {
    const row = (id: number) =>
      `<form method="post" action="/things"><input type="hidden" name="id" value="${id}"><input name="title"></form>`
    const html = [1, 2, 3].map(row).join('')
    assert.equal(
      fillForm(html, () => true, { id: '2', title: 'A' })?.indexOf('value="A"'),
      html.indexOf('>', html.indexOf('title', row(1).length)) + 1,
    )
  })

  test('is not found on a page with other addresses or other fields', ({ assert }) => {
    assert.isNull(
      fillForm(page('<input name="title">', '/others'), (address) => address === '/things', { title: 'A' }),
    )
    assert.isNull(fillForm(page('<input name="other">'), () => true, { title: 'A' }))
  })

  test('is not kept above 64 KB of text', ({ assert }) => {
    const isRefused = (body: string) => isTooLong({ request: { body: () => ({ body }) } } as any)
    assert.isFalse(isRefused('ü'.repeat(32_000)))
    assert.isTrue(isRefused('ü'.repeat(33_000)))
  })
})
