import { test } from '@japa/runner'
import type { Page } from '../../packages/adonis-welcome-back/browser/page'
import { Arrival, reception, Reception } from '../../packages/adonis-welcome-back/browser/reception'

const page = (viewer: string, stamp: string): Page => ({ isAuthenticated: viewer !== '', viewer, stamp })
const [ada, renewed, grace, guest] = [page('ada', '1'), page('ada', '2'), page('grace', '3'), page('', '')]

const part: Omit<Arrival, 'session'> = { isWhole: false, isSafe: true, needsSignIn: false, address: '/' }
const whole = { ...part, isWhole: true }
const [partOfForm, wholeOfForm] = [part, whole].map((kind) => ({ ...kind, isSafe: false }))
const [signInPart, signInPage] = [part, whole].map((kind) => ({ ...kind, needsSignIn: true }))

/** A response to Ada's page, and what happens to it if nothing and if something is typed. */
const table: [string, Page, Omit<Arrival, 'session'>, Reception, Reception][] = [
  ['a part for her session', ada, part, 'adopt', 'adopt'],
  ['a page for her session', ada, whole, 'adopt', 'adopt'],
  ['a part for her new session', renewed, part, 'insert', 'insert'],
  ['a page for her new session', renewed, whole, 'adopt', 'adopt'],
  ['a part for another viewer', grace, part, 'refuse', 'refuse'],
  ['a page for another viewer', grace, whole, 'adopt', 'refuse'],
  ['a part for a guest', guest, part, 'refuse', 'refuse'],
  ['a page for a guest', guest, whole, 'adopt', 'refuse'],
  ['a part after a form that changed the viewer', grace, partOfForm, 'insert', 'insert'],
  ['a page after a form that changed the viewer', guest, wholeOfForm, 'adopt', 'adopt'],
  ['the sign-in page for a part', guest, signInPart, 'refuse', 'refuse'],
  ['the sign-in page for a page', guest, signInPage, 'adopt', 'refuse'],
]

test.group('reception', () => {
  for (const [name, session, kind, untyped, typed] of table) {
    test(`${name}: ${untyped}, with typed text: ${typed}`, ({ assert }) => {
      const receptions = [false, true].map((isTyped) => reception(ada, { session, ...kind }, isTyped))
      assert.deepEqual(receptions, [untyped, typed])
    })
  }

  test("a guest's typed text stays when a link needs a sign-in", ({ assert }) => {
    assert.equal(reception(guest, { session: guest, ...signInPage }, true), 'refuse')
  })
})
