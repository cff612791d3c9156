import { test } from '@japa/runner'
import Logger from '@ioc:Adonis/Core/Logger'
import Database from '@ioc:Adonis/Lucid/Database'
import { logOf } from '../support/auditLog'
import { ada } from '../support/database'

const secret = 'a secret - $scrypt$v=1$hash, ada@example.com'

test.group('The log of a failed statement', (group) => {
  group.each.setup(async () => {
    await Database.beginGlobalTransaction()
    return () => Database.rollbackGlobalTransaction()
  })

  const users = () => Database.from('users')
  const statements: Record<string, () => PromiseLike<unknown>> = {
    'an insert': () => Database.table('users').insert({ email: secret, name: secret, password: secret }),
    'a second row': async () => {
      const { email } = await ada()
      await Database.table('users').insert({
        email,
        name: secret,
        password: secret,
        created_at: new Date(),
        updated_at: new Date(),
      })
    },
    'an update': () => users().where('email', secret).update({ unknown: secret }),
    'a deletion': () => users().where({ unknown: secret }).delete(),
    'a query': () => users().where({ unknown: secret }),
    'a raw query': () => Database.rawQuery('select * from users where unknown = ?', [secret]),
  }
  for (const [name, run] of Object.entries(statements)) {
    test(`has the code and the shape of ${name}, and no value`, async ({ assert }) => {
      const error: any = await Promise.resolve(run()).then(
        () => null,
        (failure) => failure,
      )
      const lines = await logOf(async () => {
        Logger.error(error)
        Logger.error({ err: error }, error.message)
      })

      assert.lengthOf(lines, 2)
      for (const line of lines) {
        assert.containsSubset(line, { err: { code: error.code } })
        assert.match(String(line.msg), /\busers\b/)
        assert.notMatch(JSON.stringify(line), /a secret|scrypt|ada@example\.com/)
      }
    })
  }

  test('has no text that a failure of another kind quotes', async ({ assert }) => {
    const lines = await logOf(async () => {
      try {
        JSON.parse(`"${secret}`)
      } catch (error: any) {
        Logger.error(error)
        Logger.fatal(
          { err: Object.assign(new Error(`It is "${secret}"`), { detail: secret }) },
          'Words of our own',
        )
      }
    })
    assert.deepEqual(lines.map(({ msg }) => msg).slice(1), ['Words of our own'])
    assert.notMatch(JSON.stringify(lines), /a secret|scrypt|ada@example\.com/)
  })
})
