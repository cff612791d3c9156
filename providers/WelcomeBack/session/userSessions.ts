import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { sessionsChanged } from '../events/changes'
import type { EndReason } from './endReasons'
import Session, { isLiving } from './Session'

/** Returns a query for the user's living sessions. */
export const livingSessions = (userId: number, client?: TransactionClientContract) =>
  Session.query({ client }).where('user_id', userId).where(isLiving)

/** Ends the user's sessions on every device except the one with the stamp to keep. */
export async function endSessions(
  userId: number,
  reason: EndReason,
  keptStamp = '',
  client?: TransactionClientContract,
) {
  await livingSessions(userId, client).whereNot('stamp', keptStamp).update({ end_reason: reason, data: '{}' })
  sessionsChanged(userId, client)
}
