import { test } from '@japa/runner'
import MarkdownIt from 'markdown-it'
import { render } from 'App/View/markdown'

test.group('Markdown', () => {
  test('is rendered once for each text', ({ assert }) => {
    const original = MarkdownIt.prototype.render
    let count = 0
    MarkdownIt.prototype.render = function (...args) {
      count++
      return original.apply(this, args)
    }
    try {
      const pages = ['# One', '# Two', '# One'].map((text) => render(text).html)
      assert.deepEqual(pages, ['<h1>One</h1>\n', '<h1>Two</h1>\n', '<h1>One</h1>\n'])
      assert.equal(count, 2)
    } finally {
      MarkdownIt.prototype.render = original
    }
  })
})
