// Ambient modules need a file without imports and exports.

/** The types that framework/transactions.ts needs of Knex, which has none. */
declare module 'knex/lib/client' {
  const Client: { prototype: { validateConnection(connection: any): boolean } }
  export default Client
}

declare module 'knex/lib/execution/transaction' {
  type Query = (
    this: any,
    connection: object,
    sql: string,
    status?: number,
    value?: unknown,
  ) => Promise<unknown>
  const Transaction: { prototype: { query: Query } }
  export default Transaction
}
