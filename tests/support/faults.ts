import Sqlite from 'better-sqlite3'
import Database from '@ioc:Adonis/Lucid/Database'

const client = () => (Database.connection().getWriteClient() as any).client
export const isPostgres = () => process.env.DB_CONNECTION === 'pg'

type Prepare = (connection: any) => () => void

/** Prepares every connection that is used while the action runs. `prepare` returns a function that restores it. */
async function withConnections<Result>(prepare: Prepare, action: () => Promise<Result>): Promise<Result> {
  const { acquireConnection } = client()
  const restores = new Map<object, () => void>()
  client().acquireConnection = async function () {
    const connection = await acquireConnection.call(this)
    if (!restores.has(connection)) restores.set(connection, prepare(connection))
    return connection
  }
  try {
    return await action()
  } finally {
    client().acquireConnection = acquireConnection
    restores.forEach((restore) => restore())
  }
}

/**
 * Makes the database fail, while the action runs, when a change of this table is committed: at the COMMIT of a
 * transaction, or at a single statement.
 */
export function failingCommitsOf<Result>(table: string, action: () => Promise<Result>): Promise<Result> {
  const fail = isPostgres() ? failPostgres : failSqlite
  return withConnections((connection) => fail(connection, writesTo(table)), action)
}

/** Loses the connection to PostgreSQL, while the action runs, at each statement that writes to this table. */
export function losingStatementsOf<Result>(table: string, action: () => Promise<Result>): Promise<Result> {
  const lose = (connection: any) => failPostgres(connection, writesTo(table), false)
  return withConnections(lose, action)
}

/** Makes the database run out of space, while the action runs, for this table. */
export async function withoutRoomFor<Result>(table: string, action: () => Promise<Result>): Promise<Result> {
  const room = isPostgres() ? postgresRoom : sqliteRoom
  for (const statement of room.take(table)) await Database.rawQuery(statement)
  try {
    return await withConnections(room.limit, action)
  } finally {
    for (const statement of room.give) await Database.rawQuery(statement)
  }
}

const writesTo = (table: string) => new RegExp(`^(insert into|update|delete from) ["\`]?${table}\\b`, 'i')

const changes = ['insert', 'update', 'delete']

/** Each change of the table needs more pages than SQLite allows, and more than are free in its file. */
const sqliteRoom = {
  take: (table: string) => [
    'create table filling (content)',
    ...changes.map(
      (change) =>
        `create trigger fill_${change} before ${change} on ${table}
         begin insert into filling values (zeroblob(20000000)); end`,
    ),
  ],
  give: [...changes.map((change) => `drop trigger fill_${change}`), 'drop table filling'],
  limit: (connection: any) => {
    connection.exec('PRAGMA max_page_count = 1')
    return () => connection.exec('PRAGMA max_page_count = 4294967294')
  },
}

const postgresRoom = {
  take: (table: string) => [
    `create function fill() returns trigger language plpgsql as
     $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`,
    `create trigger fill before insert or update or delete on ${table} execute function fill()`,
  ],
  give: ['drop function fill cascade'],
  limit: () => () => {},
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

function failPostgres(connection: any, writes: RegExp, waitsForCommit = true) {
  const { query } = connection
  let hasWritten = false
  connection.query = (statement: any, ...rest: any[]) => {
    const sql = statement.text ?? statement
    const isInTransaction = connection.getTransactionStatus() === 'T'
    hasWritten ||= writes.test(sql)
    if (hasWritten && (!waitsForCommit || !isInTransaction || /^commit/i.test(sql))) {
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

const refusals = {
  ...Object.fromEntries(
    ['comments', 'kept_forms', 'lessons', 'sessions', 'users'].map((table) => [
      `insert on ${table}`,
      `add_${table}`,
    ]),
  ),
  'update of name, password on users': 'change_users',
  'delete on sessions': 'remove_sessions',
}

/** Makes the database refuse rows while the action runs. PostgreSQL quotes them. */
export async function refusingRows<Result>(action: () => Promise<Result>): Promise<Result> {
  const create = isPostgres()
    ? (event: string, name: string) =>
        `create trigger ${name} before ${event} for each row execute function refuse()`
    : (event: string, name: string) =>
        `create trigger ${name} before ${event} begin select raise(abort, 'Not this row'); end`
  if (isPostgres()) await Database.rawQuery(refuse)
  for (const [event, name] of Object.entries(refusals)) await Database.rawQuery(create(event, name))
  try {
    return await action()
  } finally {
    if (isPostgres()) await Database.rawQuery('drop function refuse cascade')
    else for (const name of Object.values(refusals)) await Database.rawQuery(`drop trigger ${name}`)
  }
}

const refuse = `create function refuse() returns trigger language plpgsql as $$ begin
  raise exception 'Not "%"', row(new, old)
  using errcode = 'check_violation', detail = row(new, old)::text; end $$`

/** `met` resolves when somebody has met the lock. */
interface Lock {
  unlock: () => void
  met: Promise<void>
}

/** Locks SQLite while the action runs, as another process would. */
export async function whileLocked<Result>(action: (lock: Lock) => Promise<Result>): Promise<Result> {
  const other: any = new Sqlite(process.env.SQLITE_PATH!)
  other.exec('BEGIN IMMEDIATE')
  const unlock = () => other.inTransaction && other.exec('ROLLBACK')
  let meet: () => void
  const met = new Promise<void>((resolve) => (meet = resolve))
  try {
    return await withConnections(
      (connection) => whenLocked(connection, meet),
      () => action({ unlock, met }),
    )
  } finally {
    unlock()
    other.close()
  }
}

function whenLocked(connection: any, notify: () => void) {
  const { exec } = connection
  connection.exec = (sql: string) => {
    try {
      return exec.call(connection, sql)
    } catch (error: any) {
      if (error.code === 'SQLITE_BUSY') notify()
      throw error
    }
  }
  return () => Object.assign(connection, { exec })
}
