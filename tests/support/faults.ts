import Sqlite from 'better-sqlite3'
import Database from '@ioc:Adonis/Lucid/Database'

const client = () => (Database.connection().getWriteClient() as any).client
export const isPostgres = () => Database.connection().dialect.name === 'postgres'

/**
 * Has the database fail, while the action runs, whenever something that is written to this table is to be committed:
 * at the COMMIT of a transaction, or at a statement that stands alone.
 */
export async function failingCommitsOf<Result>(
  table: string,
  action: () => Promise<Result>,
): Promise<Result> {
  const { acquireConnection } = client()
  const restores = new Map<object, () => void>()
  const writes = new RegExp(`^(insert into|update|delete from) ["\`]?${table}\\b`, 'i')
  client().acquireConnection = async function () {
    const connection = await acquireConnection.call(this)
    if (!restores.has(connection))
      restores.set(connection, (isPostgres() ? failPostgres : failSqlite)(connection, writes))
    return connection
  }
  try {
    return await action()
  } finally {
    client().acquireConnection = acquireConnection
    restores.forEach((restore) => restore())
  }
}

function failSqlite(connection: any, writes: RegExp) {
  const { prepare, exec } = connection
  let hasWritten = false
  connection.prepare = (sql: string) => {
    hasWritten ||= writes.test(sql)
    return prepare(sql)
  }
  connection.exec = (sql: string) => {
    if (sql === 'COMMIT' && hasWritten) throw failure('database or disk is full', 'SQLITE_FULL')
    if (sql !== 'COMMIT') hasWritten &&= !/^ROLLBACK/.test(sql)
    return exec.call(connection, sql)
  }
  return () => Object.assign(connection, { prepare, exec })
}

function failPostgres(connection: any, writes: RegExp) {
  const { query } = connection
  let hasWritten = false
  connection.query = (statement: any, ...rest: any[]) => {
    const sql = statement.text ?? statement
    const isInTransaction = connection.getTransactionStatus() === 'T'
    hasWritten ||= writes.test(sql)
    if (hasWritten && (!isInTransaction || /^commit/i.test(sql))) {
      hasWritten = false
      const error = failure('Connection terminated unexpectedly', 'ECONNRESET')
      connection.connection.stream.destroy(error)
      return rest.length ? rest.at(-1)(error) : Promise.reject(error)
    }
    if (/^rollback/i.test(sql)) hasWritten = false
    return query(statement, ...rest)
  }
  return () => Object.assign(connection, { query })
}

const failure = (message: string, code: string) => Object.assign(new Error(message), { code })

/** Keeps others from writing to SQLite while the action runs, as another process would. */
export async function whileLocked<Result>(action: (unlock: () => void) => Promise<Result>): Promise<Result> {
  const other: any = new Sqlite(process.env.SQLITE_PATH!)
  other.exec('BEGIN IMMEDIATE')
  const unlock = () => other.inTransaction && other.exec('ROLLBACK')
  try {
    return await action(unlock)
  } finally {
    unlock()
    other.close()
  }
}
