import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class People extends BaseSchema {
  public async up() {
    this.schema.createTable('people', (table) => {
      table.increments('person_id').primary()
      table.string('mail').notNullable().unique()
      table.string('secret').notNullable()
      table.string('remember').nullable()
    })
    this.schema.createTable('notes', (table) => {
      table.increments('id')
      table.integer('person_id').notNullable()
      table.text('body').notNullable()
    })
  }

  public async down() {
    this.schema.dropTable('notes')
    this.schema.dropTable('people')
  }
}
