import { AuthenticationException } from '@adonisjs/auth/build/standalone'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { sessionsChanged } from '../events/changes'
import { settings } from '../settings'
import { lockUser } from './credentials'
import type { EndReason } from './endReasons'
import Session, { isLiving } from './Session'

type Sessions = ReturnType<typeof livingSessions>

/** Returns a query for the sessions of a user that are not over. */
export const livingSessions = (userId: number, client?: TransactionClientContract) =>
  Session.query({ client }).where('user_id', userId).where(isLiving)

/**
 * Ends the chosen living sessions of a user and returns how many. Locks the user, so that a session under renewal ends
 * too. The rows stay until they expire, because they hold the reason.
 */
export async function endSessions(
  userId: number,
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

/**
 * Ends every session of a user whose row is about to be deleted. The rows stay without their user, to tell the reason.
 * Takes the transaction that deletes the user.
 */
export async function endSessionsForGood(userId: number, client: TransactionClientContract) {
  await endSessions(userId, 'account-deleted', (sessions) => sessions, client)
  await client.from('sessions').where('user_id', userId).update({ user_id: null })
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
