import { setTimeout } from 'timers/promises'
import Logger from '@ioc:Adonis/Core/Logger'
import Session, { isLiving } from '../session/Session'
import type Stream from './Stream'
import { find, tell } from './streams'

const batchSize = 500
const retryMs = 1_000

const waiting = new Set<Stream>()
let isAsking = false

/**
 * Asks the database about the sessions of these streams, in one query. Tells the streams whose session is over, and
 * asks about the others again when they are to expire, because activity may extend them. If the database fails, it
 * asks again after 1,000 ms.
 */
export async function ask(streams: Stream[]) {
  for (const stream of streams) waiting.add(stream)
  if (isAsking) return

  isAsking = true
  while (waiting.size > 0) await askOnce([...waiting].slice(0, batchSize))
  isAsking = false
}

/** Asks about all open streams, or those of one session or one user. */
export const askAboutAll = () => ask(find(() => true))
export const askAboutSession = (stamp: string) => ask(find((stream) => stream.stamp === stamp))
export const askAboutUser = (userId: number) => ask(find((stream) => stream.userId === userId))

async function askOnce(streams: Stream[]) {
  for (const stream of streams) waiting.delete(stream)
  try {
    const sessions = await livingSessions(streams.map(({ stamp }) => stamp))
    for (const stream of streams) judge(stream, sessions.get(stream.stamp))
  } catch (error) {
    Logger.error({ err: error }, 'Sessions with open streams are not known')
    await setTimeout(retryMs)
    for (const stream of streams) waiting.add(stream)
  }
}

async function livingSessions(stamps: string[]): Promise<Map<string, Session>> {
  const sessions = await Session.query()
    .select('stamp', 'user_id', 'expires_at')
    .whereIn('stamp', [...new Set(stamps)])
    .where(isLiving)
  return new Map(sessions.map((session) => [session.stamp, session]))
}

function judge(stream: Stream, session?: Session) {
  if (session?.userId !== stream.userId) return tell(stream)
  stream.callIn(session.expiresAt.toMillis() - Date.now(), () => ask([stream]))
}
