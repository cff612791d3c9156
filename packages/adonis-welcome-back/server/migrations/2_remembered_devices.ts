import BaseSchema from '@ioc:Adonis/Lucid/Schema'
import { settings } from '../settings'

export default class RememberedDevices extends BaseSchema {
  public async up() {
    const { table: users, id } = settings().users
    this.schema.createTable('remembered_devices', (table) => {
      table.string('id', 43).primary()
      table.integer('user_id').unsigned().notNullable().references(`${users}.${id}`).onDelete('CASCADE')
      table.string('token_hash', 43).notNullable()
      table.string('previous_hash', 43).nullable()
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
    this.schema.dropTable('remembered_devices')
  }
}
