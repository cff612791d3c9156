import { readdirSync } from 'fs'
import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import Config from '@ioc:Adonis/Core/Config'
import Database from '@ioc:Adonis/Lucid/Database'
import { userIdColumn } from '../../packages/adonis-welcome-back/server/database/userIdColumn'
import { migrationNames } from '../../packages/adonis-welcome-back/server/migrationNames'
import { isSameUser } from '../../packages/adonis-welcome-back/server/session/userId'

const uuid = '6f9619ff-8b86-4d01-b42d-00c04fc964ff'
const other = '6f9619ff-8b86-4d01-b42d-00c04fc964fe'
const ids: [type: string, add: (table: any) => any, id: unknown, unknown: unknown][] = [
  ['an integer', (table) => table.increments('key'), 1, 2],
  ['a big integer', (table) => table.bigInteger('key').primary(), '9007199254740993', '9007199254740995'],
  ['a UUID', (table) => table.uuid('key').primary(), uuid, other],
  ['a text', (table) => table.string('key', 40).primary(), 'ada', 'nobody'],
]

test.group('A user whose id is', (group) => {
  const schema = () => Database.connection().schema

  group.each.setup(() => {
    const former = Config.get('welcomeback.users')
    Config.set('welcomeback.users', { ...former, table: 'people', id: 'key' })
    return async () => {
      Config.set('welcomeback.users', former)
      await schema().dropTableIfExists('sessions_of_people')
      await schema().dropTableIfExists('people')
    }
  })

  for (const [type, add, id, unknown] of ids) {
    test(`${type} can have sessions`, async ({ assert }) => {
      await schema().createTable('people', (table) => void add(table))
      const addUserId = await userIdColumn(Database.connection())
      await schema().createTable('sessions_of_people', (table) => void addUserId(table))
      await Database.table('people').insert({ key: id })

      await Database.table('sessions_of_people').insert({ user_id: id })
      const [row] = await Database.from('sessions_of_people')
        .join('people', 'people.key', 'user_id')
        .select('people.key', 'user_id')
      assert.isTrue(isSameUser(row.key, row.user_id))
      await assert.rejects(() => Database.table('sessions_of_people').insert({ user_id: unknown }))
      await Database.from('people').delete()
      assert.deepEqual(await Database.from('sessions_of_people'), [])
    })
  }
})

test('The site has each migration of the package', ({ assert }) => {
  const files = readdirSync(Application.makePath('packages/adonis-welcome-back/server/migrations'))
  assert.deepEqual(files.map((name) => name.replace(/\.\w+$/, '')).sort(), migrationNames)
})
