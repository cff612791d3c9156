import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'

type Listener = (userId: number) => void

const listeners: Listener[] = []

/** Calls the listener, in this process, whenever a session of a user may have ended or changed. */
export const onSessionChange = (listener: Listener) => listeners.push(listener)

/**
 * Says that sessions of this user may have ended or changed. With a transaction it says so once that is stored. This
 * is a hint: whoever hears it asks the database.
 */
export function sessionsChanged(userId: number | null, client?: TransactionClientContract) {
  if (userId === null) return
  const tell = () => listeners.forEach((listener) => listener(userId))
  if (client) client.after('commit', tell)
  else tell()
}
