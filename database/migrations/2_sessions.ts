import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class Sessions extends BaseSchema {
  public async up() {
    this.schema.createTable('sessions', (table) => {
      table.string('stamp', 43).primary()
      table.integer('user_id').unsigned().nullable().references('users.id').onDelete('CASCADE')
      table.text('data').notNullable()
      table.string('user_agent', 500).notNullable()
      table.string('address', 45).notNullable()
      // Milliseconds since 1970, the same in either database.
      table.bigInteger('created_at').notNullable()
      table.bigInteger('last_active_at').notNullable()
      table.bigInteger('expires_at').notNullable().index()
      table.string('ended', 20).nullable()
      table.index(['user_id', 'last_active_at'])
    })
  }

  public async down() {
    this.schema.dropTable('sessions')
  }
}
