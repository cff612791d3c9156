import Database from '@ioc:Adonis/Lucid/Database'

/**
 * Runs the action during a request: in the next call of that method, after its work is done and before its caller
 * continues.
 */
export function meanwhile(target: any, method: string, action: () => Promise<unknown>) {
  const original = target[method]
  target[method] = async function (...args: unknown[]) {
    target[method] = original
    const result = await original.apply(this, args)
    await action()
    return result
  }
}

/** Runs the action during a request: after its next transaction has ended, before it continues. */
export function afterNextCommit(action: () => Promise<unknown>) {
  const { transaction } = Database
  Database.transaction = async () => {
    Database.transaction = transaction
    const client = await Database.transaction()
    meanwhile(client, 'commit', action)
    return client as any
  }
}
