import { AuthenticationException } from '@adonisjs/auth/build/standalone'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { sessionsChanged } from './changes'
import { settings, tables } from '../settings'
import { lockUser } from './credentials'
import type { EndReason } from './endReasons'
import Session, { isLiving } from './Session'
import type { UserId } from './userId'

type Sessions = ReturnType<typeof livingSessions>

/** Returns a query for the living sessions of a user. */
export const livingSessions = (userId: UserId, client?: TransactionClientContract) =>
  Session.query({ client }).where('user_id', userId).where(isLiving)

/**
 * Ends the chosen living sessions of a user and returns their number. Locks the user, so that a session that is being
 * renewed ends too. The rows stay until they expire, because they have the reason.
 */
export async function endSessions(
  userId: UserId,
  reason: EndReason,
  choose: (sessions: Sessions) => Sessions,
  client: TransactionClientContract,
): Promise<number> {
  await lockUser(userId, client)
  const columns = { end_reason: reason, ended_at: Date.now(), data: '{}' }
  const [ended] = [await choose(livingSessions(userId, client)).update(columns)].flat()
  if (Number(ended) > 0) sessionsChanged(userId, client)
  return Number(ended)
}

/** Ends every session of a user whom the transaction deletes. The rows stay, because they have the reason. */
export async function endSessionsOfDeletedUser(userId: UserId, client: TransactionClientContract) {
  await endSessions(userId, 'account-deleted', (sessions) => sessions, client)
  await client.from(tables().sessions).where('user_id', userId).update({ user_id: null })
}

/** Throws an AuthenticationException if no session of this family lives. Locks the user until the transaction ends. */
export async function requireLiving(
  { userId, family }: Pick<Session, 'userId' | 'family'>,
  client: TransactionClientContract,
) {
  await lockUser(userId, client)
  const living = await livingSessions(userId, client).where('family', family).first()
  if (!living) throw AuthenticationException.invalidSession(settings().guard)
}
