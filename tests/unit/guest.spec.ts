import { test } from '@japa/runner'
import { fit } from '../../packages/adonis-welcome-back/server/visit/guest'

const long = (length: number) => 'x'.repeat(length)

test.group('The data of a guest', () => {
  test('stays as it is if it fits', ({ assert }) => {
    const values = { cart: ['tent'], __flash__: { notice: 'Saved' } }
    assert.deepEqual(fit(values, 100), { values, omitted: [] })
  })

  test('loses its longest messages first', ({ assert }) => {
    const values = { cart: ['tent'], __flash__: { story: long(90), errors: { story: 'Too long' } } }
    assert.deepEqual(fit(values, 100), {
      values: { cart: ['tent'], __flash__: { errors: { story: 'Too long' } } },
      omitted: [],
    })
  })

  test('loses its longest values then, and says which', ({ assert }) => {
    const values = {
      'csrf-secret': 'secret',
      cart: [long(200)],
      language: 'en',
      __flash__: { notice: 'Saved' },
    }
    assert.deepEqual(fit(values, 100), {
      values: { 'csrf-secret': 'secret', language: 'en', __flash__: {} },
      omitted: ['cart'],
    })
  })

  test('counts bytes, not characters', ({ assert }) => {
    assert.deepEqual(fit({ cart: '字'.repeat(40) }, 100), { values: {}, omitted: ['cart'] })
  })
})
