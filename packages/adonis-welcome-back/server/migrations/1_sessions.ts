import BaseSchema from '@ioc:Adonis/Lucid/Schema'
import { settings } from '../settings'

export default class Sessions extends BaseSchema {
  public async up() {
    const { table: users, id } = settings().users
    this.schema.createTable('sessions', (table) => {
      table.string('stamp', 43).primary()
      // Null for an ended session of a deleted account.
      table.integer('user_id').unsigned().nullable().references(`${users}.${id}`).onDelete('CASCADE')
      table.string('device_id', 43).nullable()
      table.string('family', 43).notNullable().index()
      table.text('data').notNullable()
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
    this.schema.dropTable('sessions')
  }
}
