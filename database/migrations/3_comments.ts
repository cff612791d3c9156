import BaseSchema from '@ioc:Adonis/Lucid/Schema'

/** Triggers keep `lessons.comments_count` right after each addition and removal. */
const triggers = {
  sqlite: [
    `CREATE TRIGGER comment_added AFTER INSERT ON comments BEGIN
      UPDATE lessons SET comments_count = comments_count + 1 WHERE id = NEW.lesson_id;
    END`,
    `CREATE TRIGGER comment_removed AFTER DELETE ON comments BEGIN
      UPDATE lessons SET comments_count = comments_count - 1 WHERE id = OLD.lesson_id;
    END`,
  ],
  postgres: [
    `CREATE FUNCTION count_comments() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'INSERT' THEN
        UPDATE lessons SET comments_count = comments_count + 1 WHERE id = NEW.lesson_id;
      ELSE
        UPDATE lessons SET comments_count = comments_count - 1 WHERE id = OLD.lesson_id;
      END IF;
      RETURN NULL;
    END $$`,
    `CREATE TRIGGER comments_counted AFTER INSERT OR DELETE ON comments
      FOR EACH ROW EXECUTE FUNCTION count_comments()`,
  ],
}

export default class Comments extends BaseSchema {
  public async up() {
    this.schema.createTable('comments', (table) => {
      table.increments('id')
      table.integer('lesson_id').unsigned().notNullable().references('lessons.id').onDelete('CASCADE')
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('CASCADE')
      table.text('body').notNullable()
      table.string('fingerprint', 43).nullable().unique()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('edited_at', { useTz: true }).nullable()
      table.index(['lesson_id', 'id'])
      table.index('user_id')
    })
    const dialect = this.db.dialect.name === 'postgres' ? 'postgres' : 'sqlite'
    for (const trigger of triggers[dialect]) this.schema.raw(trigger)
  }

  public async down() {
    this.schema.dropTable('comments')
    if (this.db.dialect.name === 'postgres') this.schema.raw('DROP FUNCTION count_comments')
  }
}
