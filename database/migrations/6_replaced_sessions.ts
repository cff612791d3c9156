import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class ReplacedSessions extends BaseSchema {
  public async up() {
    this.schema.alterTable('sessions', (table) => {
      // When the browser was given its next session, in milliseconds since 1970.
      table.bigInteger('replaced_at').nullable()
    })
  }

  public async down() {
    this.schema.alterTable('sessions', (table) => {
      table.dropColumn('replaced_at')
    })
  }
}
