import type DatabaseFile from './file'
import { isLocked } from './errors'
import { takeLock } from './lock'

/**
 * Runs the statements of a connection. Every write first takes the lock, by `exec`: libsql does not reset a prepared
 * statement that failed because of a lock, and later writes of the connection are never committed.
 */
export default class Transactions {
  private endTurn: (() => void) | null = null

  constructor(
    private connection: any,
    private file: DatabaseFile,
  ) {}

  public async begin() {
    this.endTurn = await takeLock(() => {
      this.file.requirePresent()
      this.disposingOnError(() => this.file.requireSame())
      this.connection.exec('BEGIN IMMEDIATE')
    })
  }

  public commit() {
    try {
      this.connection.exec('COMMIT')
    } finally {
      this.rollBack()
    }
  }

  /** Does nothing if no transaction is open. SQLite ends it itself after some failures, such as a full disk. */
  public rollBack() {
    try {
      this.disposingOnError(() => this.connection.inTransaction && this.connection.exec('ROLLBACK'))
    } finally {
      this.endTurn?.()
      this.endTurn = null
    }
  }

  /** Outside a transaction, the write gets one of its own. */
  public async write(action: () => unknown) {
    if (this.endTurn) {
      if (!this.connection.inTransaction) throw new Error('The database has rolled this transaction back')
      return action()
    }
    await this.begin()
    try {
      const result = action()
      this.commit()
      return result
    } finally {
      this.rollBack()
    }
  }

  public read(action: () => unknown) {
    this.disposingOnError(() => this.file.requireSameAtTimes())
    try {
      return action()
    } catch (error) {
      if (isLocked(error)) this.dispose(error)
      throw error
    }
  }

  private disposingOnError(action: () => unknown) {
    try {
      action()
    } catch (error) {
      this.dispose(error)
      throw error
    }
  }

  /** The pool closes the connection. */
  private dispose(error: unknown) {
    this.connection.__knex__disposed = error
  }
}
