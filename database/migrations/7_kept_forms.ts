import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class KeptForms extends BaseSchema {
  public async up() {
    this.schema.alterTable('sessions', (table) => {
      // When the first of the forms that are kept in the session has to go, in milliseconds since 1970.
      table.bigInteger('forms_until').nullable().index()
    })
  }

  public async down() {
    this.schema.alterTable('sessions', (table) => {
      table.dropIndex('forms_until')
      table.dropColumn('forms_until')
    })
  }
}
