import type { QueryClientContract } from '@ioc:Adonis/Lucid/Database'
import { settings } from '../settings'

/**
 * Returns a function that adds the column `user_id` to a new table: a reference to the app's users, whose type is that
 * of their ids.
 */
export async function userIdColumn(client: QueryClientContract) {
  const { table: users, id } = settings().users
  const type = await typeOf(users, id, client)
  return (table: any) => table.specificType('user_id', type).references(id).inTable(users).onDelete('CASCADE')
}

/** Returns the type of a column as this database writes it: `integer`, `bigint unsigned`, `uuid`, `varchar(36)`. */
async function typeOf(table: string, column: string, client: QueryClientContract): Promise<string> {
  const query = queries[client.dialect.name as keyof typeof queries] ?? queries.sqlite3
  const result = await client.rawQuery(query, [table, column])
  const [row] = result.rows ?? (Array.isArray(result[0]) ? result[0] : result)
  return row?.type ?? 'integer'
}

const queries = {
  postgres:
    'select format_type(atttypid, atttypmod) as type from pg_attribute' +
    ' where attrelid = to_regclass(quote_ident(?)) and attname = ?',
  mysql:
    "select concat(column_type, coalesce(concat(' character set ', character_set_name, ' collate ', collation_name), ''))" +
    ' as type from information_schema.columns' +
    ' where table_schema = database() and table_name = ? and column_name = ?',
  sqlite3: 'select lower(type) as type from pragma_table_info(?) where name = ?',
}
