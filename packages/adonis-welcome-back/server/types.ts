/// <reference lib="es2022" />
// Ambient modules need a file without imports and exports.

declare module '@ioc:WelcomeBack' {
  const part: typeof import('./index')
  export = part
}

declare module '@ioc:WelcomeBack/Middleware/*' {
  const middleware: new () => { handle(...args: any[]): Promise<void> }
  export default middleware
}

declare module '@ioc:Adonis/Core/Application' {
  interface ContainerBindings {
    WelcomeBack: typeof import('./index')
  }
}

declare module '@ioc:Adonis/Core/HttpContext' {
  interface HttpContextContract {
    visit: import('./session/Visit').default
  }
}

/** The types that database/transactions.ts needs of Knex, which has none. */
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
