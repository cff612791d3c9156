import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { transaction } from '../database/transaction'
import { sessionsChanged } from './changes'
import { settings, tables } from '../settings'
import type { Browser } from '../request/browser'
import { areUnchanged, Credentials } from './credentials'
import { expiryOf, ownerOf } from './expiry'
import Session, { isLiving } from './Session'
import type { UserId } from './userId'
import { endSessions, livingSessions } from './userSessions'
import type { Values } from './values'
import type Visit from '../visit/Visit'

const maxPredecessors = 10

export interface NewSession extends Browser {
  stamp: string
  data: Values
  former?: Session | null
  /** Whether the new session continues the former one. */
  isRenewal: boolean
  credentials: Credentials
  device?: Visit['device']
  passwordGiven: boolean
}

/**
 * Inserts a session and marks the former one replaced. Returns null, and stores nothing, if the credentials changed,
 * the former session of a renewal ended, or the device was forgotten.
 */
export async function storeSession(session: NewSession): Promise<Session | null> {
  const { stamp, data, userAgent, address, former, isRenewal, credentials, device } = session
  const userId = ownerOf(data)!
  return transaction(async (client) => {
    if (!(await areUnchanged(credentials, client))) return null
    const family = await replaceFormer(session, client)
    if (!family || (device && !(await device.store(client)))) return null

    await endOldest(userId, client)
    const deviceId = device ? device.id : isRenewal ? former!.deviceId : null
    const columns = { stamp, userId, deviceId, family, data, userAgent, address }
    return Session.create({ ...columns, ...timesOf(session) }, { client })
  })
}

/** A renewal gives no more time than the former session had, unless the user gave the password. */
function timesOf({ former, isRenewal, passwordGiven }: NewSession) {
  const now = DateTime.now()
  const fresh = { createdAt: now, confirmedAt: passwordGiven ? now : null }
  const { createdAt, confirmedAt } = isRenewal && !passwordGiven ? former! : fresh
  const expiresAt = DateTime.fromMillis(expiryOf(+createdAt, +now))
  return { createdAt, confirmedAt, lastActiveAt: now, expiresAt }
}

/** Returns the family of the new session, or null if the session to renew has ended. */
async function replaceFormer(next: NewSession, client: TransactionClientContract): Promise<string | null> {
  const { stamp, former, isRenewal } = next
  if (!former) return stamp

  const columns = { end_reason: 'replaced', ended_at: Date.now(), data: '{}' }
  const isReplaced = await client
    .from(tables().sessions)
    .where('stamp', former.stamp)
    .where(isLiving)
    .update(columns)
  if (Number(isReplaced) > 0) sessionsChanged(former.userId, client)
  if (!isRenewal) return stamp
  if (Number(isReplaced) === 0) return null

  await removeOldPredecessors(former.family, client)
  return former.family
}

/** Pages with one of the last stamps are still told why the session ended. */
async function removeOldPredecessors(family: string, client: TransactionClientContract) {
  const replaced = () =>
    client.from(tables().sessions).where('family', family).where('end_reason', 'replaced')
  const old = await replaced()
    .select('stamp')
    .orderBy('ended_at', 'desc')
    .offset(maxPredecessors)
    .limit(1_000)
  if (old.length)
    await replaced()
      .whereIn(
        'stamp',
        old.map(({ stamp }) => stamp),
      )
      .delete()
}

async function endOldest(userId: UserId, client: TransactionClientContract) {
  const tooMany = await livingSessions(userId, client)
    .select('stamp')
    .orderBy('created_at', 'desc')
    .offset(settings().maxSessions - 1)
    .limit(1_000)
  if (tooMany.length === 0) return
  const stamps = tooMany.map(({ stamp }) => stamp)
  await endSessions(userId, 'too-many', (sessions) => sessions.whereIn('stamp', stamps), client)
}
