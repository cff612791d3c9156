import { test } from '@japa/runner'
import type { RequestContract } from '@ioc:Adonis/Core/Request'
import { stampOf, stampOfCookie } from '../../packages/adonis-welcome-back/server/session/stamp'

/** Before core 5.9, `plainCookie` returns an empty text for every signed cookie. */
function requestWith(cookies: Record<string, string>, id?: string) {
  return { cookiesList: () => cookies, plainCookie: () => '', cookie: () => id } as unknown as RequestContract
}

const ofUser = (cookie: string, id: string) => requestWith({ session: cookie }, id)

test.group('stampOfCookie', () => {
  test('tells users apart', ({ assert }) => {
    assert.equal(stampOfCookie(ofUser('s:one', 'one')), stampOf('one'))
    assert.equal(stampOfCookie(ofUser('s:other', 'other')), stampOf('other'))
    assert.equal(stampOfCookie(ofUser('s:one', 'one')), stampOf('one'))
  })

  for (const [situation, cookies] of [
    ['without cookies', {}],
    ['with an empty cookie', { session: '' }],
    ['with another cookie', { other: 's:one' }],
  ] as const) {
    test(`gives a visitor ${situation} nothing of a user`, ({ assert }) => {
      stampOfCookie(ofUser('', 'one'))
      stampOfCookie(ofUser('s:one', 'one'))
      assert.isNull(stampOfCookie(requestWith(cookies)))
    })
  }

  test('accepts no cookie without a valid signature', ({ assert }) =>
    assert.isNull(stampOfCookie(requestWith({ session: 's:forged' }))))
})
