import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class Mails extends BaseSchema {
  public async up() {
    // Mails that wait to be sent. Their text is written when they are sent, so this table has no links.
    this.schema.createTable('mails', (table) => {
      table.increments('id')
      table.string('kind', 40).notNullable()
      table.integer('user_id').unsigned().nullable().references('users.id').onDelete('CASCADE')
      table.string('recipient', 254).notNullable()
      table.text('details').notNullable()
      table.integer('attempts').notNullable().defaultTo(0)
      table.bigInteger('due_at').notNullable().index()
      table.index(['kind', 'recipient'])
      table.index('user_id')
    })
  }

  public async down() {
    this.schema.dropTable('mails')
  }
}
