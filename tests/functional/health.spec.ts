import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { Visitor } from '../support/visitor'

test.group('The health page', () => {
  test('is well when the database answers', async ({ assert }) => {
    const answer = await new Visitor().get('/health')
    assert.equal(answer.status, 200)
    assert.match(answer.header('content-type')!, /^application\/json/)
    assert.deepEqual(JSON.parse(answer.body), { healthy: true })
  })

  test('is not well when the database does not answer', async ({ assert }) => {
    const { rawQuery } = Database
    Database.rawQuery = (() => Promise.reject(new Error('connection refused'))) as any
    const answer = await new Visitor().get('/health').finally(() => (Database.rawQuery = rawQuery))

    assert.equal(answer.status, 503)
    assert.deepEqual(JSON.parse(answer.body), { healthy: false })
  })
})
