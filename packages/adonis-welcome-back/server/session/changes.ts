import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import type { UserId } from './userId'

type Listener = (userId: UserId) => void

const listeners: Listener[] = []

/** Calls the listener, in this process, when a session of a user may have ended or changed. */
export const onSessionChange = (listener: Listener) => listeners.push(listener)

/** Notifies the listeners, after the COMMIT if there is a transaction. It is a hint: they query the database. */
export function sessionsChanged(userId: UserId | null, client?: TransactionClientContract) {
  if (userId === null) return
  const notify = () => listeners.forEach((listener) => listener(userId))
  if (client) client.after('commit', notify)
  else notify()
}
