import { test } from '@japa/runner'
import { isUnavailable } from '@ioc:WelcomeBack'

const codes: [code: string, meaning: string, isUnavailable: boolean][] = [
  ['3D000', 'no database of this name', true],
  ['28P01', 'a wrong password for the database', true],
  ['53300', 'too many connections', true],
  ['57P01', 'a server that stops', true],
  ['23505', 'a row that exists', false],
  ['42P01', 'no table of this name', false],
]

test.group('PostgreSQL', () => {
  for (const [code, meaning, expected] of codes) {
    test(`is ${expected ? 'not ' : ''}available after ${code}, ${meaning}`, ({ assert }) => {
      assert.equal(isUnavailable({ code }), expected)
    })
  }
})
