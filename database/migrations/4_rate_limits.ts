import BaseSchema from '@ioc:Adonis/Lucid/Schema'

export default class RateLimits extends BaseSchema {
  public async up() {
    this.schema.createTable('rate_limits', (table) => {
      table.string('key', 400).primary()
      table.integer('points').notNullable().defaultTo(0)
      table.bigInteger('expire').nullable().index()
    })
  }

  public async down() {
    this.schema.dropTable('rate_limits')
  }
}
