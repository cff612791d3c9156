import { test } from '@japa/runner'
import { difference, merge } from '../../packages/adonis-welcome-back/server/session/values'

test.group('difference', () => {
  test('finds nothing without a change', ({ assert }) => {
    assert.deepEqual(difference({}, {}), [])
    assert.deepEqual(difference({ a: 1, b: { c: [1, null] } }, { b: { c: [1, null] }, a: 1 }), [])
  })

  test('finds added, changed and removed keys', ({ assert }) => {
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

  test('distinguishes similar values', ({ assert }) => {
    for (const [from, to] of [
      [1, '1'],
      [0, false],
      ['', null],
      [[], {}],
    ]) {
      assert.lengthOf(difference({ a: from }, { a: to }), 1)
    }
  })

  test('changes neither value', ({ assert }) => {
    const [before, after] = [Object.freeze({ a: 1 }), Object.freeze({ b: 2 })]
    difference(before, after)
    assert.deepEqual([before, after], [{ a: 1 }, { b: 2 }] as object[])
  })
})

test.group('merge', () => {
  const changed = (before: object, after: object, stored: object) =>
    merge({ ...stored }, difference({ ...before }, { ...after }))

  test('applies changes to the stored values', ({ assert }) => {
    assert.deepEqual(changed({ a: 1 }, { a: 2, b: 3 }, { a: 1 }), { a: 2, b: 3 })
  })

  test('keeps a key that another request has added', ({ assert }) => {
    assert.deepEqual(changed({ a: 1 }, { a: 2 }, { a: 1, other: 1 }), { a: 2, other: 1 })
  })

  test('removes a key that the request removed', ({ assert }) => {
    assert.deepEqual(changed({ a: 1, b: { c: 1 } }, { a: 1 }, { a: 1, b: { c: 1 } }), { a: 1 })
  })

  test('keeps a key that another request has changed since this one removed it', ({ assert }) => {
    assert.deepEqual(changed({ a: 'old' }, {}, { a: 'new' }), { a: 'new' })
  })

  test('does not restore a key that another request removed', ({ assert }) => {
    assert.deepEqual(changed({ a: 1, b: 1 }, { a: 1, b: 2 }, { b: 1 }), { b: 2 })
  })

  test('takes the last value if two requests set the same key', ({ assert }) => {
    assert.deepEqual(changed({ a: 1 }, { a: 3 }, { a: 2 }), { a: 3 })
  })

  test('does not change the stored values', ({ assert }) => {
    const stored = Object.freeze({ a: 1 })
    assert.deepEqual(merge(stored, [{ key: 'a', from: 1, to: undefined }]), {})
    assert.deepEqual(stored, { a: 1 })
  })
})
