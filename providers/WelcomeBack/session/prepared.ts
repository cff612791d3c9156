import Database, { DatabaseQueryBuilderContract } from '@ioc:Adonis/Lucid/Database'

export type Row = Record<string, any>

/**
 * Makes a query that is built once, and that each connection to PostgreSQL parses once. Takes its name and a function
 * that builds it, with any text as its one binding. Returns a function of that binding that returns the first row.
 */
export function prepared(name: string, build: () => DatabaseQueryBuilderContract) {
  let text: string | undefined
  return async (binding: string): Promise<Row | undefined> => {
    text ??= build().toSQL().toNative().sql
    const { client } = Database.connection().getReadClient() as any
    const connection = await client.acquireConnection()
    try {
      if (client.driverName === 'better-sqlite3') return connection.prepare(text).get(binding)
      const { rows } = await connection.query({ name, text, values: [binding] })
      return rows[0]
    } finally {
      await client.releaseConnection(connection)
    }
  }
}
