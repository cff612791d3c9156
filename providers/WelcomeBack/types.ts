// Ambient modules need a file without imports and exports.

declare module '@ioc:WelcomeBack' {
  type Part = typeof import('./index')

  export const addSweep: Part['addSweep']
  export const afterSignInPath: Part['afterSignInPath']
  export const comesFromElsewhere: Part['comesFromElsewhere']
  export const comesFromHere: Part['comesFromHere']
  export const devices: Part['devices']
  export const discardChanges: Part['discardChanges']
  export const endMessages: Part['endMessages']
  export const endSessions: Part['endSessions']
  export const forgetDevices: Part['forgetDevices']
  export const formPath: Part['formPath']
  export const isAnythingKept: Part['isAnythingKept']
  export const isRemembered: Part['isRemembered']
  export const isUnavailable: Part['isUnavailable']
  export const isWrittenByViewer: Part['isWrittenByViewer']
  export const keepForm: Part['keepForm']
  export const livingSessions: Part['livingSessions']
  export const logEvent: Part['logEvent']
  export const previousPath: Part['previousPath']
  export const renewSession: Part['renewSession']
  export const returnParam: Part['returnParam']
  export const Session: Part['Session']
  export const signIn: Part['signIn']
  export const signOut: Part['signOut']
  export const stampOf: Part['stampOf']
  export const sweep: Part['sweep']
  export const typedInto: Part['typedInto']
  export const viewerOf: Part['viewerOf']

  export type EndReason = import('./session/endReasons').EndReason
  export type WelcomeBackConfig = import('./settings').WelcomeBackConfig
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
    /** What this request knows about its visitor's session. */
    visit: import('./session/Visit').default
  }
}

/** The parts of Knex that have no types, as far as database/transactions.ts changes them. */
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
