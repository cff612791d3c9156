import BaseSchema from '@ioc:Adonis/Lucid/Schema'

/** The list of devices looks for the sessions of each remembered device. */
export default class DevicesOfUser extends BaseSchema {
  public async up() {
    this.schema.alterTable('sessions', (table) => {
      table.dropIndex(['user_id', 'last_active_at'])
      table.index(['user_id', 'device_id', 'last_active_at'])
    })
  }

  public async down() {
    this.schema.alterTable('sessions', (table) => {
      table.dropIndex(['user_id', 'device_id', 'last_active_at'])
      table.index(['user_id', 'last_active_at'])
    })
  }
}
