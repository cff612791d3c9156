import { test } from '@japa/runner'
import { saveUnique } from 'App/Models/saveUnique'

const failWith = (message: string, code?: string) => () =>
  Promise.reject(Object.assign(new Error(message), { code }))

test.group('A unique row', () => {
  for (const code of ['23505', 'SQLITE_CONSTRAINT_UNIQUE']) {
    test(`exists already if the error has the code ${code}`, async ({ assert }) => {
      assert.isFalse(await saveUnique(failWith('', code)))
    })
  }

  test('does not exist if another error has these words in its message', async ({ assert }) => {
    const words = 'insert into comments (body) values ("unique constraint") - disk full'
    for (const code of ['SQLITE_FULL', undefined]) {
      const created = saveUnique(failWith(words, code))
      await assert.rejects(() => created.then(() => {}), words)
    }
  })

  test('is new if it is stored', async ({ assert }) => {
    assert.isTrue(await saveUnique(async () => {}))
  })
})
