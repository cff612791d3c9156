import { setTimeout } from 'timers/promises'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { logExpiry } from '../auditLog'
import { transaction } from '../database/transaction'
import { removeExpiredInputs } from '../forms/keptInputs'
import RememberedDevice from '../remember/RememberedDevice'
import { tables } from '../settings'
import Session from '../session/Session'

const batchSize = 500
const pauseMs = 20
const others: (() => Promise<unknown>)[] = [
  removeExpiredInputs,
  () => RememberedDevice.removeExpired(batchSize),
]

/** Adds a sweep of the app's own, which runs before each sweep of expired sessions. */
export const addSweep = (sweep: () => Promise<unknown>) => others.push(sweep)

/**
 * Removes expired kept forms, remembered devices and sessions in batches, and what the app added. Logs each expiry.
 * Returns the number of removed sessions.
 */
export async function sweep(): Promise<number> {
  for (const other of others) await other()
  return removeExpiredSessions()
}

async function removeExpiredSessions(): Promise<number> {
  const expired = await transaction(takeExpired)
  expired.filter(({ storedEndReason }) => !storedEndReason).forEach(logExpiry)
  if (expired.length < batchSize) return expired.length

  await setTimeout(pauseMs)
  return batchSize + (await removeExpiredSessions())
}

async function takeExpired(client: TransactionClientContract) {
  await lockForWriting(client)
  const expired = await Session.query({ client })
    .where('expires_at', '<=', Date.now())
    .limit(batchSize)
    .forUpdate()
  const stamps = expired.map(({ stamp }) => stamp)
  await Session.query({ client }).whereIn('stamp', stamps).delete()
  return expired
}

/** In SQLite a transaction that reads first cannot write after another process wrote. */
const lockForWriting = (client: TransactionClientContract) =>
  client.from(tables().sessions).where('stamp', '').delete()
