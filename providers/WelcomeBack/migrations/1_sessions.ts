import BaseSchema from '@ioc:Adonis/Lucid/Schema'
import { settings } from '../settings'

export default class Sessions extends BaseSchema {
  public async up() {
    const { table: users, id } = settings().users
    this.schema.createTable('sessions', (table) => {
      table.string('stamp', 43).primary()
      table.integer('user_id').unsigned().nullable().references(`${users}.${id}`).onDelete('CASCADE')
      table.string('device_id', 43).nullable()
      table.text('data').notNullable()
      table.string('user_agent', 500).notNullable()
      table.string('address', 45).notNullable()
      // Milliseconds since 1970, the same in either database.
      table.bigInteger('created_at').notNullable()
      table.bigInteger('last_active_at').notNullable()
      table.bigInteger('expires_at').notNullable().index()
      table.string('end_reason', 20).nullable()
      // When the browser got its next session, and which, if it belongs to the same user.
      table.bigInteger('replaced_at').nullable()
      table.string('replaced_by', 43).nullable()
      // When the first of the forms that are kept in the session expires.
      table.bigInteger('forms_until').nullable().index()
      table.index(['user_id', 'last_active_at'])
    })
  }

  public async down() {
    this.schema.dropTable('sessions')
  }
}
