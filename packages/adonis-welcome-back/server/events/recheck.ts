import { setTimeout } from 'timers/promises'
import Logger from '@ioc:Adonis/Core/Logger'
import Session, { isLiving } from '../session/Session'
import { isSameUser, UserId } from '../session/userId'
import type Stream from './Stream'
import { find, notify } from './streams'

const batchSize = 500
const retryMs = 1_000

const waiting = new Set<Stream>()
let isRunning = false

/**
 * Queries the sessions of these streams at once, and notifies the streams whose session has ended. Queries again when
 * the others expire, because activity may extend them, and 1,000 ms after a failure.
 */
export async function recheck(streams: Stream[]) {
  for (const stream of streams) waiting.add(stream)
  if (isRunning) return

  isRunning = true
  while (waiting.size > 0) await recheckOnce([...waiting].slice(0, batchSize))
  isRunning = false
}

export const recheckAll = () => recheck(find(() => true))
export const recheckSession = (stamp: string) => recheck(find((stream) => stream.stamp === stamp))
export const recheckUser = (userId: UserId) => recheck(find((stream) => isSameUser(stream.userId, userId)))

async function recheckOnce(streams: Stream[]) {
  for (const stream of streams) waiting.delete(stream)
  try {
    const sessions = await findLivingSessions(streams.map(({ stamp }) => stamp))
    for (const stream of streams) notifyOrWait(stream, sessions.get(stream.stamp))
  } catch (error) {
    Logger.error({ err: error }, 'Sessions with open streams could not be read')
    await setTimeout(retryMs)
    for (const stream of streams) waiting.add(stream)
  }
}

async function findLivingSessions(stamps: string[]): Promise<Map<string, Session>> {
  const sessions = await Session.query()
    .select('stamp', 'user_id', 'expires_at')
    .whereIn('stamp', [...new Set(stamps)])
    .where(isLiving)
  return new Map(sessions.map((session) => [session.stamp, session]))
}

function notifyOrWait(stream: Stream, session?: Session) {
  if (!session || !isSameUser(session.userId, stream.userId)) return notify(stream)
  stream.callIn(session.expiresAt.toMillis() - Date.now(), () => recheck([stream]))
}
