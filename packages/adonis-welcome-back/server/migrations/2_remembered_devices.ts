import BaseSchema from '@ioc:Adonis/Lucid/Schema'
import { userIdColumn } from '../database/userIdColumn'
import { tables } from '../settings'

export default class RememberedDevices extends BaseSchema {
  public async up() {
    const addUserId = await userIdColumn(this.db)
    this.schema.createTable(tables().devices, (table) => {
      table.string('id', 43).collate('utf8mb4_bin').primary()
      addUserId(table).notNullable()
      table.string('token_hash', 43).collate('utf8mb4_bin').notNullable()
      table.string('previous_hash', 43).collate('utf8mb4_bin').nullable()
      table.string('user_agent', 500).notNullable()
      table.string('address', 45).notNullable()
      table.bigInteger('replaced_at').nullable()
      table.bigInteger('created_at').notNullable()
      table.bigInteger('last_used_at').notNullable()
      table.bigInteger('expires_at').notNullable().index()
      table.index(['user_id', 'last_used_at'])
    })
  }

  public async down() {
    this.schema.dropTable(tables().devices)
  }
}
