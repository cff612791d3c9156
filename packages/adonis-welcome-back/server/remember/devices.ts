import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { logEvent } from '../auditLog'
import { transaction } from '../database/transaction'
import { lockUser } from '../session/credentials'
import type { EndReason } from '../session/endReasons'
import { viewerOf } from '../session/stamp'
import type { UserId } from '../session/userId'
import { endSessions, livingSessions, requireLiving } from '../session/userSessions'
import { tables } from '../settings'
import Device from './Device'
import {
  Current,
  DeviceRow,
  otherSessions,
  rememberedDevices,
  rowsOfOthers,
  rowsOfRemembered,
} from './deviceRows'
import RememberedDevice from './RememberedDevice'

/** Returns some of the user's devices: first the one of the current session, then the last active ones. */
export async function devicesOf(
  userId: UserId,
  current: Current = null,
  { offset, limit } = { offset: 0, limit: 20 },
): Promise<Device[]> {
  const rows = await rowsOfOthers(userId, current)
    .unionAll(rowsOfRemembered(userId, current))
    .orderBy('is_current', 'desc')
    .orderBy('last_active_at', 'desc')
    .orderBy('is_remembered', 'desc')
    .orderBy('id')
    .offset(offset)
    .limit(limit)
    .pojo<DeviceRow>()
  return rows.map((row) => new Device(row))
}

/** Returns the number of the user's devices. */
export async function countDevices(userId: UserId): Promise<number> {
  const counts = await otherSessions(userId)
    .count('* as total')
    .unionAll(rememberedDevices(userId).count('* as total'))
    .pojo<{ total: number | string }>()
  return counts.reduce((sum, { total }) => sum + Number(total), 0)
}

/** Returns the user's device with this id or with a living session of this stamp, or null. */
export async function deviceOf(userId: UserId, id: string, current: Current = null): Promise<Device | null> {
  const deviceOfSession = livingSessions(userId).where('stamp', id).select('device_id')
  const deviceId = `${tables().devices}.id`
  const remembered = rowsOfRemembered(userId, current).where((query) =>
    query.where(deviceId, id).orWhereIn(deviceId, deviceOfSession),
  )
  const [row] = await rowsOfOthers(userId, current).where('stamp', id).unionAll(remembered).pojo<DeviceRow>()
  return row ? new Device(row) : null
}

/** Ends the sessions of these families, and forgets their devices and these ids. Returns both counts. */
export async function endDevice(
  userId: UserId,
  { families, rememberedIds }: Pick<Device, 'families' | 'rememberedIds'>,
  reason: EndReason,
  client?: TransactionClientContract,
): Promise<{ sessions: number; devices: number }> {
  if (!client) return transaction((own) => endDevice(userId, { families, rememberedIds }, reason, own))

  await lockUser(userId, client)
  const ids = [...rememberedIds, ...(await deviceIdsOf(families, client))]
  const devices = await forget(ids, client)
  const ofDevice = (query: any) => query.whereIn('family', families).orWhereIn('device_id', ids)
  const sessions = await endSessions(userId, reason, (living) => living.where(ofDevice), client)
  return { sessions, devices }
}

/**
 * Ends all sessions and forgets all devices of the user, except those of one family, and returns both counts. Throws an
 * AuthenticationException if that family has ended: if two devices sign each other out at once, only the first succeeds.
 */
export async function endOtherDevices(
  userId: UserId,
  reason: EndReason,
  keptFamily: string | undefined,
  client: TransactionClientContract,
) {
  await lockUser(userId, client)
  if (keptFamily) await requireLiving({ userId, family: keptFamily }, client)
  const kept = [keptFamily ?? []].flat()
  const remembered = client.from(tables().devices).where('user_id', userId)
  const devices = Number(await remembered.whereNotIn('id', await deviceIdsOf(kept, client)).delete())
  const sessions = await endSessions(userId, reason, (living) => living.whereNotIn('family', kept), client)
  return { sessions, devices }
}

export async function forget(ids: string[], client = Database.connection()): Promise<number> {
  return ids.length ? Number(await client.from(tables().devices).whereIn('id', ids).delete()) : 0
}

/** Ends the sessions of a device whose replaced token was used again, forgets the device, and logs it. */
export async function forgetCopied(ctx: HttpContextContract, { id, userId }: RememberedDevice) {
  const { devices } = await endDevice(userId, { families: [], rememberedIds: [id] }, 'copied')
  if (devices > 0) logEvent(ctx, 'token-reuse', { device: id, viewer: viewerOf(userId) })
}

async function deviceIdsOf(families: string[], client: TransactionClientContract): Promise<string[]> {
  const rows = await client.from(tables().sessions).whereIn('family', families).select('device_id')
  return rows.flatMap(({ device_id: id }) => id ?? [])
}
