import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class ReplacedSessions extends BaseSchema {
  public async up() {
    this.schema.alterTable('sessions', (table) => {
      // When the browser was given its next session, in milliseconds since 1970, and which, if it is the same user's.
      table.bigInteger('replaced_at').nullable()
      table.string('replaced_by', 43).nullable()
    })
  }

  public async down() {
    this.schema.alterTable('sessions', (table) => {
      table.dropColumns('replaced_at', 'replaced_by')
    })
  }
}
