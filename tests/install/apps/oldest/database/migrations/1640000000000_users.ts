import BaseSchema from '@ioc:Adonis/Lucid/Schema';

export default class Users extends BaseSchema {
  public async up() {
    this.schema.createTable('users', (table) => {
      table.uuid('id').primary();
      table.string('email', 255).notNullable().unique();
      table.string('password', 180).notNullable();
      table.string('remember_me_token').nullable();
      table.timestamp('created_at', { useTz: true }).nullable();
    });
    this.schema.createTable('trips', (table) => {
      table.increments('id');
      table.uuid('user_id').notNullable();
      table.string('place').notNullable();
      table.text('story').notNullable();
    });
  }

  public async down() {
    this.schema.dropTable('trips');
    this.schema.dropTable('users');
  }
}
