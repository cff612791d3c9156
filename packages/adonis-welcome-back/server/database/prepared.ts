import Database from '@ioc:Adonis/Lucid/Database'

export type Row = Record<string, any>

type Read = 'all' | 'get'

interface Prepared {
  all(...values: unknown[]): Promise<Row[]>
  first(...values: unknown[]): Promise<Row | undefined>
}

/**
 * Returns a query that runs with new bindings. With better-sqlite3 and PostgreSQL it is built once, and parsed once for
 * each connection to PostgreSQL.
 *
 * @param name Unique among the prepared queries.
 * @param build Returns the query, of a model or of a table. The values of its bindings do not matter.
 */
export function prepared(name: string, build: () => { toSQL(): any }): Prepared {
  let text: string | undefined
  async function run(read: Read, values: unknown[]): Promise<Row[]> {
    const client = readClient()
    if (!prepares.includes(client.driverName)) return runOnce(build(), values)

    text ??= build().toSQL().toNative().sql as string
    const connection = await client.acquireConnection()
    try {
      if (client.driverName === 'better-sqlite3')
        return [connection.prepare(text)[read](...values) ?? []].flat()
      const { rows } = await connection.query({ name, text, values })
      return rows
    } catch (error: any) {
      if (!isPlanOutdated(error)) throw error
      connection.__knex__disposed = error
    } finally {
      await client.releaseConnection(connection)
    }
    return run(read, values)
  }
  return {
    all: (...values) => run('all', values),
    // The driver of SQLite reads one row in half of the time.
    first: async (...values) => (await run('get', values))[0],
  }
}

/** The drivers whose connections run the text of a query. */
const prepares = ['better-sqlite3', 'pg']

/** Takes a query for a driver with `?` for each binding. */
async function runOnce(query: { toSQL(): any }, values: unknown[]): Promise<Row[]> {
  const result = await Database.rawQuery(query.toSQL().sql, values as any[])
  return Array.isArray(result[0]) ? result[0] : result
}

/** PostgreSQL refuses a prepared `select *` after a migration added a column. A new connection prepares it again. */
const isPlanOutdated = ({ routine }: { routine?: string }) => routine === 'RevalidateCachedQuery'

/** `Database.connection()` builds a query client, which takes as long as the query. */
function readClient() {
  const { connectionGlobalTransactions, manager, primaryConnectionName } = Database as any
  const { connection } = manager.get(primaryConnectionName)
  const isShared = connection && connectionGlobalTransactions.size === 0
  return (isShared ? connection.readClient : Database.connection().getReadClient()).client
}
