import BaseSchema from '@ioc:Adonis/Lucid/Schema'
import { tables } from '../settings'

export default class KeptForms extends BaseSchema {
  public async up() {
    this.schema.createTable(tables().keptForms, (table) => {
      table.string('id', 22).collate('utf8mb4_bin').primary()
      table.string('network', 45).notNullable()
      table.text('input', 'longtext').notNullable()
      table.bigInteger('expires_at').notNullable().index()
      table.index(['network', 'expires_at'])
    })
  }

  public async down() {
    this.schema.dropTable(tables().keptForms)
  }
}
