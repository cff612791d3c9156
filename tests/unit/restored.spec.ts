import { test } from '@japa/runner'
import { isRestored } from '../../packages/adonis-welcome-back/browser/restored'

/** The values of a field: untouched, at the start, at `load`, and at last. */
const table: [string, string, string, string, string, boolean][] = [
  ['nothing was restored', '', '', '', '', false],
  ['a script filled it in while the page loaded', '', '', 'script', 'script', false],
  ['restored while the page was read', '', 'text', 'text', 'text', true],
  ['restored after the page was loaded', '', '', '', 'text', true],
  ['restored over what a script filled in', '', '', 'script', 'text', true],
  ['a script replaced what was restored', '', 'text', 'script', 'script', false],
]

test.group('A restored field', () => {
  for (const [name, pristine, atStart, atLoad, now, expected] of table) {
    test(`${name}: ${expected}`, ({ assert }) =>
      assert.equal(isRestored({ pristine, atStart, atLoad, now }), expected))
  }
})
