import Client from 'knex/lib/client'
import Transaction from 'knex/lib/execution/transaction'

/** Makes a transaction fail if its BEGIN, COMMIT or RELEASE fails. Knex ignores these errors. */
export function rejectFailedTransactions() {
  const { query } = Transaction.prototype

  Transaction.prototype.query = async function (connection, sql, status, value) {
    const result = await query.call(this, connection, sql, status, value)
    const isEnd = status === 1
    const hasNotBegun = status === undefined && this._completed
    // The transaction rejects with the error.
    if (isEnd || hasNotBegun) await this
    return result
  }

  Client.prototype.validateConnection = (connection) =>
    !connection.inTransaction && !['T', 'E'].includes(connection.getTransactionStatus?.())
}
