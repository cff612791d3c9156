import BaseSchema from '@ioc:Adonis/Lucid/Schema'
import { userIdColumn } from '../database/userIdColumn'
import { tables } from '../settings'

export default class Sessions extends BaseSchema {
  public async up() {
    const addUserId = await userIdColumn(this.db)
    this.schema.createTable(tables().sessions, (table) => {
      table.string('stamp', 43).collate('utf8mb4_bin').primary()
      // Null for an ended session of a deleted account.
      addUserId(table).nullable()
      table.string('device_id', 43).collate('utf8mb4_bin').nullable()
      table.string('family', 43).collate('utf8mb4_bin').notNullable().index()
      table.text('data', 'longtext').notNullable()
      table.string('user_agent', 500).notNullable()
      table.string('address', 45).notNullable()
      table.bigInteger('created_at').notNullable()
      table.bigInteger('last_active_at').notNullable()
      table.bigInteger('expires_at').notNullable().index()
      table.bigInteger('confirmed_at').nullable()
      table.string('end_reason', 20).nullable()
      table.bigInteger('ended_at').nullable()
      table.index(['user_id', 'device_id', 'last_active_at'])
    })
  }

  public async down() {
    this.schema.dropTable(tables().sessions)
  }
}
