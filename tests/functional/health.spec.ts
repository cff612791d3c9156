import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { advanceClock, stopClock } from '../support/clock'
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
    const writes = async () => {
      const statements = await statementsOf(() =>
        Promise.all(Array.from({ length: 50 }, () => new Visitor().get('/health'))),
      )
      return statements.filter(({ sql }) => sql.startsWith('insert')).length
    }
    advanceClock(1_001)
    assert.equal(await writes(), 1)
    assert.equal(await writes(), 0)
    advanceClock(1_001)
    assert.equal(await writes(), 1)
    assert.lengthOf(await Database.from('health'), 1)
  }).setup(stopClock)
})
