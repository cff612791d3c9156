import Client from 'knex/lib/client'
import Transaction from 'knex/lib/execution/transaction'

/**
 * Makes every transaction fail whose BEGIN, COMMIT or RELEASE fails. Knex swallows these errors. A connection that is
 * still in a transaction is closed.
 */
export function failWithTheDatabase() {
  const { query } = Transaction.prototype

  Transaction.prototype.query = async function (connection, sql, status, value) {
    const result = await query.call(this, connection, sql, status, value)
    const isEnd = status === 1
    const hasNotBegun = status === undefined && this._completed
    // The transaction rejects with the failure.
    if (isEnd || hasNotBegun) await this
    return result
  }

  Client.prototype.validateConnection = (connection) =>
    !connection.inTransaction && !['T', 'E'].includes(connection.getTransactionStatus?.())
}
