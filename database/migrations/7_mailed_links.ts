import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class MailedLinks extends BaseSchema {
  public async up() {
    this.schema.createTable('mailed_links', (table) => {
      // A hash of the token, which is in the mail only.
      table.string('hash', 43).primary()
      table.string('kind', 40).notNullable()
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('CASCADE')
      table.string('email', 254).notNullable()
      table.bigInteger('expires_at').notNullable().index()
      table.index(['user_id', 'kind'])
      table.index('email')
    })
  }

  public async down() {
    this.schema.dropTable('mailed_links')
  }
}
