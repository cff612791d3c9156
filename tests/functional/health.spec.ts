import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { failingCommitsOf } from '../support/faults'
import { statementsOf } from '../support/statements'
import { Visitor } from '../support/visitor'

test.group('The health page', () => {
  test('returns 200 if the database responds', async ({ assert }) => {
    const answer = await new Visitor().get('/health')
    assert.equal(answer.status, 200)
    assert.match(answer.header('content-type')!, /^application\/json/)
    assert.deepEqual(JSON.parse(answer.body), { healthy: true })
  })

  test('returns 503 if nothing can be stored', async ({ assert }) => {
    const answer = await failingCommitsOf('health', () => new Visitor().get('/health'))
    assert.equal(answer.status, 503)
    assert.deepEqual(JSON.parse(answer.body), { healthy: false })
  })

  test('writes one row, at most once a second', async ({ assert }) => {
    const statements = await statementsOf(() =>
      Promise.all(Array.from({ length: 50 }, () => new Visitor().get('/health'))),
    )
    assert.lengthOf(await Database.from('health'), 1)
    assert.isAtMost(statements.filter(({ sql }) => sql.startsWith('insert')).length, 1)
  })
})
