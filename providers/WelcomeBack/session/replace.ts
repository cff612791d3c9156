import { DateTime } from 'luxon'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { sessionsChanged } from '../events/changes'
import type { Browser } from './browser'
import { areUnchanged, Credentials } from './credentials'
import { expiryOf, formsUntil, ownerOf } from './expiry'
import Session, { isLiving } from './Session'
import type { Values } from './values'
import type Visit from './Visit'

const aMinute = 60_000

export interface NewSession extends Browser {
  stamp: string
  data: Values
  /** The session that the browser had, alive or over. */
  former?: Session | null
  /** Whether the former session was alive when the request came. */
  continuesLiving: boolean
  /** What must still hold for the user who signs in. */
  credentials?: Credentials
  /** The remembered device that the session belongs to. */
  device?: Visit['device']
}

/**
 * Inserts a session and marks the former one replaced. Returns null, and stores nothing, if the former session ended
 * meanwhile, if the credentials changed, if the device was forgotten, or if the session is empty and the browser got
 * another one within a minute.
 */
export async function storeSession(session: NewSession): Promise<Session | null> {
  const { stamp, data, userAgent, address, former, credentials, device } = session
  const now = DateTime.now()
  return Database.transaction(async (client) => {
    if (credentials && !(await areUnchanged(credentials, client))) return null
    if (device && !(await device.store(client))) return null
    if (former && !(await replaceWith(session, former, client))) {
      if (device) await client.rollback()
      return null
    }
    const deviceId = device ? device.id : continuesSameUser(session) ? former!.deviceId : null
    const columns = {
      stamp,
      data,
      userAgent,
      address,
      deviceId,
      userId: ownerOf(data),
      formsUntil: formsUntil(data),
    }
    const times = { createdAt: now, lastActiveAt: now, expiresAt: expiryOf(now, now, data) }
    return Session.create({ ...columns, ...times }, { client })
  })
}

/** Ends the former session and notes which one continues it. Returns whether the new one may be stored. */
async function replaceWith(next: NewSession, former: Session, client: TransactionClientContract) {
  const { stamp, data } = next
  const now = Date.now()
  const row = () => client.from('sessions').where('stamp', former.stamp)
  const wasLiving = await row()
    .where(isLiving)
    .update({ end_reason: 'replaced', data: '{}', ...(continuesSameUser(next) && { replaced_by: stamp }) })
  if (Number(wasLiving) > 0) sessionsChanged(former.userId, client)
  const isFirst = await row()
    .where((query) => query.whereNull('replaced_at').orWhere('replaced_at', '<', now - aMinute))
    .update({ replaced_at: now })

  if (continuesSameUser(next)) return Number(wasLiving) > 0
  return !isEmpty(data) || Number(isFirst) > 0
}

/** Whether the user of the former session, which was alive, goes on in this one. */
const continuesSameUser = ({ data, former, continuesLiving }: NewSession) =>
  continuesLiving && ownerOf(data) !== null && ownerOf(data) === former?.userId

/** Whether a session holds nothing that anybody would miss. */
const isEmpty = (data: Values) => Object.keys(data).every((key) => key === 'csrf-secret')
