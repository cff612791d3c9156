import { test } from '@japa/runner'
import { difference, merge } from '../../providers/WelcomeBack/session/values'

test.group('difference', () => {
  test('finds nothing where nothing changed', ({ assert }) => {
    assert.deepEqual(difference({}, {}), [])
    assert.deepEqual(difference({ a: 1, b: { c: [1, null] } }, { b: { c: [1, null] }, a: 1 }), [])
  })

  test('finds what came, changed and went', ({ assert }) => {
    assert.sameDeepMembers(difference({ same: 1, old: 1, gone: 1 }, { same: 1, old: 2, fresh: 3 }), [
      { key: 'old', from: 1, to: 2 },
      { key: 'gone', from: 1, to: undefined },
      { key: 'fresh', from: undefined, to: 3 },
    ])
  })

  test('finds a change deep inside', ({ assert }) => {
    const [from, to] = [{ b: { c: [1] } }, { b: { c: [2] } }]
    assert.deepEqual(difference({ a: from }, { a: to }), [{ key: 'a', from, to }])
  })

  test('tells values apart that look alike', ({ assert }) => {
    for (const [from, to] of [
      [1, '1'],
      [0, false],
      ['', null],
      [[], {}],
    ]) {
      assert.lengthOf(difference({ a: from }, { a: to }), 1)
    }
  })

  test('leaves both as they were', ({ assert }) => {
    const [before, after] = [Object.freeze({ a: 1 }), Object.freeze({ b: 2 })]
    difference(before, after)
    assert.deepEqual([before, after], [{ a: 1 }, { b: 2 }] as object[])
  })
})

test.group('merge', () => {
  const changed = (before: object, after: object, stored: object) =>
    merge({ ...stored }, difference({ ...before }, { ...after }))

  test('puts changes into what is stored', ({ assert }) => {
    assert.deepEqual(changed({ a: 1 }, { a: 2, b: 3 }, { a: 1 }), { a: 2, b: 3 })
  })

  test('keeps what another request has put there', ({ assert }) => {
    assert.deepEqual(changed({ a: 1 }, { a: 2 }, { a: 1, other: 1 }), { a: 2, other: 1 })
  })

  test('takes away what the request took away', ({ assert }) => {
    assert.deepEqual(changed({ a: 1, b: { c: 1 } }, { a: 1 }, { a: 1, b: { c: 1 } }), { a: 1 })
  })

  test('leaves what has been put anew while the request took something away', ({ assert }) => {
    assert.deepEqual(changed({ a: 'old' }, {}, { a: 'new' }), { a: 'new' })
  })

  test('does not bring back what another request took away', ({ assert }) => {
    assert.deepEqual(changed({ a: 1, b: 1 }, { a: 1, b: 2 }, { b: 1 }), { b: 2 })
  })

  test('lets the last one win where two put the same', ({ assert }) => {
    assert.deepEqual(changed({ a: 1 }, { a: 3 }, { a: 2 }), { a: 3 })
  })

  test('leaves what is stored as it was', ({ assert }) => {
    const stored = Object.freeze({ a: 1 })
    assert.deepEqual(merge(stored, [{ key: 'a', from: 1, to: undefined }]), {})
    assert.deepEqual(stored, { a: 1 })
  })
})
