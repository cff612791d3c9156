import { existsSync, statSync } from 'fs'
import { setTimeout } from 'timers/promises'
import { pathToFileURL } from 'url'

const lockTimeoutMs = 3_000
const retryMs = 40
/** More waiting writes would use the connections that reads need. */
const maxWaiting = 20
const lockedAfterMs = 200
const checkFileEveryMs = 1_000
const maxParsed = 200

/** SQLite allows one writing connection at a time. Writes of this process run in the order of their requests. */
let lastTurn: Promise<unknown> = Promise.resolve()
let waiting = 0
let lockedSince: number | null = null

/** `mode=rw` opens an existing file only. A new empty one would hide the loss of the old one. */
export const addressOf = (path: string) => `${pathToFileURL(path).href}?mode=rw`

/**
 * Prepares a connection for the pool. Every write first takes the lock, by `exec`: libsql does not reset a prepared
 * statement that failed because of a lock, and later writes of the connection are never committed. Other requests run
 * during the wait. `isDurable`: whether a COMMIT waits for the disk.
 */
export function prepareSqlite(connection: any, path: string, isDurable = true) {
  connection.exec(
    `PRAGMA busy_timeout = 1000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;
     PRAGMA synchronous = ${isDurable ? 'FULL' : 'OFF'}; PRAGMA busy_timeout = 10`,
  )
  const prepare = connection.prepare.bind(connection)
  const close = connection.close.bind(connection)
  const file = statSync(path).ino
  let checkedAt = Date.now()
  let endTurn: (() => void) | null = null

  async function begin() {
    const until = Date.now() + lockTimeoutMs
    endTurn = await takeTurn(until)
    try {
      if (isGone(path)) throw failure('The database file was moved', 'SQLITE_IOERR')
      requireSameFile()
      await whenUnlocked(() => connection.exec('BEGIN IMMEDIATE'), until)
    } catch (error) {
      end()
      throw error
    }
  }

  function commit() {
    try {
      connection.exec('COMMIT')
    } finally {
      rollBack()
    }
  }

  /** SQLite ends the transaction itself after some failures, such as a full disk. */
  function rollBack() {
    try {
      if (connection.inTransaction) connection.exec('ROLLBACK')
    } catch (error) {
      connection.__knex__disposed = error
      throw error
    } finally {
      end()
    }
  }

  function end() {
    endTurn?.()
    endTurn = null
  }

  async function write(action: () => unknown) {
    if (endTurn) {
      if (!connection.inTransaction) throw new Error('The database has rolled this transaction back')
      return action()
    }
    await begin()
    try {
      const result = action()
      commit()
      return result
    } finally {
      rollBack()
    }
  }

  function read(action: () => unknown) {
    try {
      if (Date.now() - checkedAt > checkFileEveryMs) requireSameFile()
      return action()
    } catch (error) {
      if (isLocked(error)) connection.__knex__disposed = error
      throw error
    }
  }

  function requireSameFile() {
    checkedAt = Date.now()
    if (isGone(path) || statSync(path).ino === file) return
    connection.__knex__disposed = failure('The database file was replaced', 'SQLITE_IOERR')
    throw connection.__knex__disposed
  }

  /** Without a ROLLBACK a closed connection keeps its lock until its statements are garbage collected. */
  connection.close = () => {
    try {
      rollBack()
    } finally {
      close()
    }
  }

  const parsed = new Map<string, object>()

  connection.prepare = (sql: string) => {
    if (parsed.has(sql)) return parsed.get(sql)
    const control = controlOf(sql, { begin, commit, rollBack }, () => connection.exec(sql))
    if (control) return { reader: false, run: control }

    const statement = prepare(sql)
    const execute = isRead(sql) ? read : write
    for (const method of ['run', 'all', 'get'] as const) {
      const original = statement[method].bind(statement)
      statement[method] = (...bindings: unknown[]) => execute(() => original(...bindings))
    }
    const { get } = statement
    statement.get = (...bindings: unknown[]) => {
      const row = get(...bindings)
      // libsql adds the duration of the query to a single row.
      delete row?._metadata
      return row
    }
    if (/^select/i.test(sql) && parsed.size < maxParsed) parsed.set(sql, statement)
    return statement
  }
}

type Control = Record<'begin' | 'commit' | 'rollBack', () => unknown>

/** Returns the action of a statement that controls a transaction, else undefined. */
function controlOf(sql: string, { begin, commit, rollBack }: Control, exec: () => void) {
  const [, word, rest] = sql.match(/^\s*(begin|commit|rollback|savepoint|release)\b(.*)/i) ?? []
  if (!word) return undefined

  const isSavepoint = /^(savepoint|release)/i.test(word) || /\bto\b/i.test(rest)
  const action = isSavepoint ? exec : { begin, commit, rollback: rollBack }[word.toLowerCase()]!
  return async () => (await action(), { changes: 0 })
}

const isRead = (sql: string) => /^\s*(select|explain|pragma|vacuum|attach|detach)\b/i.test(sql)

/** Waits for earlier writes. Returns a function that lets the next write run. */
async function takeTurn(until: number): Promise<() => void> {
  if (waiting >= maxWaiting && lockedSince && Date.now() - lockedSince > lockedAfterMs) throw locked()

  const before = lastTurn
  let endTurn = () => {}
  lastTurn = new Promise<void>((resolve) => (endTurn = resolve))
  waiting++
  try {
    await waitForTurn(before, until)
    return endTurn
  } catch (error) {
    before.then(endTurn)
    throw error
  } finally {
    waiting--
  }
}

async function waitForTurn(turn: Promise<unknown>, until: number) {
  const timer = new AbortController()
  const late = setTimeout(Math.max(0, until - Date.now()), 'late', { signal: timer.signal }).catch(() => {})
  const outcome = await Promise.race([turn, late])
  timer.abort()
  if (outcome === 'late') throw locked()
}

async function whenUnlocked(take: () => void, until: number) {
  waiting++
  try {
    while (!isTaken(take)) {
      if (Date.now() > until) throw locked()
      await setTimeout(retryMs)
    }
  } finally {
    waiting--
  }
}

function isTaken(take: () => void) {
  try {
    take()
    lockedSince = null
    return true
  } catch (error) {
    if (!isLocked(error)) throw error
    lockedSince ??= Date.now()
    return false
  }
}

const isGone = (path: string) => !existsSync(path)

const locked = () => failure('The database is locked', 'SQLITE_BUSY')

const failure = (message: string, code: string) => Object.assign(new Error(message), { code })

const isLocked = (error: any) => /^SQLITE_(BUSY|LOCKED)/.test(error.code)
