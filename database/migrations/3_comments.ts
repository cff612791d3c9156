import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class Comments extends BaseSchema {
  public async up() {
    this.schema.createTable('comments', (table) => {
      table.increments('id')
      table.integer('lesson_id').unsigned().notNullable().references('lessons.id').onDelete('CASCADE')
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('CASCADE')
      table.text('body').notNullable()
      table.string('fingerprint', 43).nullable().unique()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.index(['lesson_id', 'id'])
      table.index('user_id')
    })
  }

  public async down() {
    this.schema.dropTable('comments')
  }
}
