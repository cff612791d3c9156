import Database, { DatabaseQueryBuilderContract } from '@ioc:Adonis/Lucid/Database'

export type Row = Record<string, any>

/**
 * Returns a function that runs a query with one text as its binding and returns the first row. The query is built once,
 * and parsed once for each connection to PostgreSQL.
 */
export function prepared(name: string, build: () => DatabaseQueryBuilderContract) {
  let text: string | undefined
  return async (binding: string): Promise<Row | undefined> => {
    text ??= build().toSQL().toNative().sql
    const client = readClient()
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

/** `Database.connection()` builds a query client, which takes as long as the query. */
function readClient() {
  const { connectionGlobalTransactions, manager, primaryConnectionName } = Database as any
  const { connection } = manager.get(primaryConnectionName)
  const isShared = connection && connectionGlobalTransactions.size === 0
  return (isShared ? connection.readClient : Database.connection().getReadClient()).client
}
