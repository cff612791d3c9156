import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class KnownBrowsers extends BaseSchema {
  public async up() {
    this.schema.createTable('known_browsers', (table) => {
      // A hash of the user's id and the browser's cookie.
      table.string('hash', 43).primary()
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('CASCADE')
      table.bigInteger('seen_at').notNullable().index()
      table.index(['user_id', 'seen_at'])
    })
  }

  public async down() {
    this.schema.dropTable('known_browsers')
  }
}
