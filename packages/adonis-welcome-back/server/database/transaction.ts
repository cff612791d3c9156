import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'

/**
 * Runs the action in a transaction. Unlike Lucid's, rejects if BEGIN or COMMIT fails, and lets nobody use the connection
 * again then: it may still be inside the transaction.
 */
export async function transaction<Result>(
  action: (client: TransactionClientContract) => Promise<Result>,
): Promise<Result> {
  const client = await Database.transaction()
  const { client: knex, executionPromise } = client.knexClient as any
  const connection = await knex.acquireConnection()
  try {
    if (client.isCompleted) await executionPromise
    const result = await run(action, client)
    await client.commit()
    await executionPromise
    return result
  } catch (error) {
    if (isOpen(connection)) connection.__knex__disposed = error
    throw error
  }
}

async function run<Result>(
  action: (client: TransactionClientContract) => Promise<Result>,
  client: TransactionClientContract,
): Promise<Result> {
  try {
    return await action(client)
  } catch (error) {
    if (!client.isCompleted) await client.rollback()
    throw error
  }
}

/** Returns whether the connection is inside a transaction, by what the drivers of SQLite and PostgreSQL know. */
const isOpen = (connection: any) =>
  connection.inTransaction || ['T', 'E'].includes(connection.getTransactionStatus?.())
