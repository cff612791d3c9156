import DatabaseFile from './file'
import Transactions from './Transactions'

const maxParsed = 200

/**
 * Prepares a connection for the pool: its statements wait for the lock without blocking other requests, and a
 * transaction that fails leaves nothing open. `isDurable`: whether a COMMIT waits for the disk.
 */
export function prepareSqlite(connection: any, path: string, isDurable = true) {
  connection.exec(
    `PRAGMA busy_timeout = 1000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;
     PRAGMA synchronous = ${isDurable ? 'FULL' : 'OFF'}; PRAGMA busy_timeout = 10`,
  )
  const transactions = new Transactions(connection, new DatabaseFile(path))
  rollBackOnClose(connection, transactions)
  replacePrepare(connection, transactions)
}

/** Without a ROLLBACK a closed connection keeps its lock until its statements are garbage collected. */
function rollBackOnClose(connection: any, transactions: Transactions) {
  const close = connection.close.bind(connection)
  connection.close = () => {
    try {
      transactions.rollBack()
    } finally {
      close()
    }
  }
}

/** Parses a SELECT once for each connection. */
function replacePrepare(connection: any, transactions: Transactions) {
  const prepare = connection.prepare.bind(connection)
  const parsed = new Map<string, object>()
  connection.prepare = (sql: string) => {
    if (parsed.has(sql)) return parsed.get(sql)
    const control = controlOf(sql, transactions, () => connection.exec(sql))
    if (control) return { reader: false, run: control }

    const statement = queued(prepare(sql), sql, transactions)
    if (/^select/i.test(sql) && parsed.size < maxParsed) parsed.set(sql, statement)
    return statement
  }
}

function queued(statement: any, sql: string, transactions: Transactions) {
  const kind = isRead(sql) ? 'read' : 'write'
  for (const method of ['run', 'all', 'get'] as const) {
    const original = statement[method].bind(statement)
    statement[method] = (...bindings: unknown[]) => transactions[kind](() => original(...bindings))
  }
  const { get } = statement
  statement.get = (...bindings: unknown[]) => {
    const row = get(...bindings)
    // libsql adds the duration of the query to a single row.
    delete row?._metadata
    return row
  }
  return statement
}

/** Returns the action of a statement that controls a transaction, else undefined. */
function controlOf(sql: string, transactions: Transactions, exec: () => void) {
  const [, word, rest] = sql.match(/^\s*(begin|commit|rollback|savepoint|release)\b(.*)/i) ?? []
  if (!word) return undefined

  const isSavepoint = /^(savepoint|release)/i.test(word) || /\bto\b/i.test(rest)
  const actions: Record<string, () => unknown> = {
    begin: () => transactions.begin(),
    commit: () => transactions.commit(),
    rollback: () => transactions.rollBack(),
  }
  const action = isSavepoint ? exec : actions[word.toLowerCase()]
  return async () => (await action(), { changes: 0 })
}

const isRead = (sql: string) => /^\s*(select|explain|pragma|vacuum|attach|detach)\b/i.test(sql)
