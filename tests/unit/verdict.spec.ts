import { test } from '@japa/runner'
import type { Answer } from '../../packages/adonis-welcome-back/browser/check'
import type { Page } from '../../packages/adonis-welcome-back/browser/page'
import { verdict, Verdict } from '../../packages/adonis-welcome-back/browser/verdict'

const page = (viewer: string, stamp: string): Page => ({ isAuthenticated: viewer !== '', viewer, stamp })
const answer = page as (viewer: string, stamp: string) => Exclude<Answer, 'unknown'>

const [ada, grace, guest] = ['ada', 'grace', '']
const [old, fresh, none] = ['old', 'fresh', '']

const table: [string, Page, Answer, Verdict][] = [
  ['signed in, then signed out with the same stamp', page(ada, old), answer(guest, old), 'expired'],
  ['signed in, then signed out with another stamp', page(ada, old), answer(guest, fresh), 'expired'],
  ['signed in, then signed out without a session', page(ada, old), answer(guest, none), 'expired'],
  ['signed in, the same viewer and stamp', page(ada, old), answer(ada, old), 'current'],
  ['signed in, the same viewer, another stamp', page(ada, old), answer(ada, fresh), 'renewed'],
  ['signed in, another viewer and stamp', page(ada, old), answer(grace, fresh), 'switched'],
  ['signed out, then signed in', page(guest, old), answer(ada, fresh), 'signed-in'],
  ['signed out, then signed in with the same stamp', page(guest, old), answer(ada, old), 'signed-in'],
  ['signed out, the same stamp', page(guest, old), answer(guest, old), 'current'],
  ['signed out, another stamp', page(guest, old), answer(guest, fresh), 'renewed'],
  ['signed out, no session any more', page(guest, old), answer(guest, none), 'renewed'],
  ['signed in, no clear answer', page(ada, old), 'unknown', 'unknown'],
  ['signed out, no clear answer', page(guest, old), 'unknown', 'unknown'],
]

const remembered = { isAuthenticated: true, viewer: '', stamp: '' }

test.group('verdict', () => {
  for (const [situation, page, answer, expected] of table) {
    test(`${situation}: ${expected}`, ({ assert }) => assert.equal(verdict(page, answer), expected))
  }

  test('signed in, then remembered without a session: renewed', ({ assert }) => {
    assert.equal(verdict(page(ada, old), remembered), 'renewed')
  })

  test('signed out, then remembered without a session: signed-in', ({ assert }) => {
    assert.equal(verdict(page(guest, old), remembered), 'signed-in')
  })

  test('changes neither page nor answer', ({ assert }) => {
    const [rendered, received] = [Object.freeze(page(ada, old)), Object.freeze(answer(grace, fresh))]
    assert.equal(verdict(rendered, received), 'switched')
    assert.equal(verdict(rendered, received), 'switched')
  })
})
