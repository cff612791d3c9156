import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class Lessons extends BaseSchema {
  public async up() {
    this.schema.createTable('lessons', (table) => {
      table.increments('id')
      table.integer('position').notNullable().index()
      table.string('slug', 80).notNullable().unique()
      table.string('title', 120).notNullable()
      table.text('summary').notNullable()
      table.text('body').notNullable()
      table.integer('comments_count').notNullable().defaultTo(0)
    })
  }

  public async down() {
    this.schema.dropTable('lessons')
  }
}
