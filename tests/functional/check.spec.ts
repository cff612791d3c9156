import { test } from '@japa/runner'
import { ada, emptyDatabase } from '../support/database'
import { Visitor } from '../support/visitor'

test.group('The check', (group) => {
  group.each.setup(emptyDatabase)

  test('answers false to a guest, and true to a signed-in visitor', async ({ assert }) => {
    const visitor = new Visitor()
    assert.equal((await visitor.get('/api/user/check')).body, 'false')

    await visitor.signIn(await ada())
    assert.equal((await visitor.get('/api/user/check')).body, 'true')
  })
})
