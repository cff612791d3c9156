import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class KeptForms extends BaseSchema {
  public async up() {
    this.schema.createTable('kept_forms', (table) => {
      table.string('id', 22).primary()
      table.string('network', 45).notNullable()
      table.text('input').notNullable()
      table.bigInteger('expires_at').notNullable().index()
      table.index(['network', 'expires_at'])
    })
  }

  public async down() {
    this.schema.dropTable('kept_forms')
  }
}
