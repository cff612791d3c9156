import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class Health extends BaseSchema {
  public async up() {
    // The one row that /health writes.
    this.schema.createTable('health', (table) => {
      table.integer('id').primary()
      table.bigInteger('checked_at').notNullable()
    })
  }

  public async down() {
    this.schema.dropTable('health')
  }
}
