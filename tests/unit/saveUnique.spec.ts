import { test } from '@japa/runner'
import { saveUnique } from 'App/Models/saveUnique'

const failWith = (message: string, code?: string) => () =>
  Promise.reject(Object.assign(new Error(message), { code }))

test.group('A row that is created once only', () => {
  for (const code of ['23505', 'SQLITE_CONSTRAINT_UNIQUE']) {
    test(`is there already when the database says ${code}`, async ({ assert }) => {
      assert.isFalse(await saveUnique(failWith('', code)))
    })
  }

  test('is not there when another failure has the words in it', async ({ assert }) => {
    const words = 'insert into comments (body) values ("unique constraint") - disk full'
    for (const code of ['SQLITE_FULL', undefined]) {
      const created = saveUnique(failWith(words, code))
      await assert.rejects(() => created.then(() => {}), words)
    }
  })

  test('is new when it is stored', async ({ assert }) => {
    assert.isTrue(await saveUnique(async () => {}))
  })
})
