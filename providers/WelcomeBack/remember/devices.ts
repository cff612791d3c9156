import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { logEvent } from '../auditLog'
import { lockUser } from '../session/credentials'
import type { EndReason } from '../session/endReasons'
import Session from '../session/Session'
import { viewerOf } from '../session/stamp'
import { endSessions, livingSessions, requireLiving } from '../session/userSessions'
import Device from './Device'
import RememberedDevice from './RememberedDevice'

/** Returns the user's devices: first the device of the current session, then the last active ones. */
export async function devicesOf(userId: number, currentStamp?: string): Promise<Device[]> {
  const sessions = await livingSessions(userId)
    .select('stamp', 'device_id', 'family', 'user_agent', 'address', 'created_at', 'last_active_at')
    .orderBy('last_active_at', 'desc')
    .orderBy('stamp')
  const remembered = await RememberedDevice.query()
    .where('user_id', userId)
    .where('expires_at', '>', Date.now())
  const sessionsOf = (id: string) => sessions.filter(({ deviceId }) => deviceId === id)
  const isRemembered = ({ deviceId }: Session) => remembered.some(({ id }) => id === deviceId)

  const devices = [
    ...remembered.map((device) => new Device(sessionsOf(device.id), device)),
    ...sessions.filter((session) => !isRemembered(session)).map((session) => new Device([session])),
  ]
  const [current, others] = partition(devices, (device) => device.is(currentStamp))
  return [...current, ...others.sort((one, other) => +other.lastActiveAt - +one.lastActiveAt)]
}

/** Ends the sessions of these families, and forgets their devices and these ids. Returns both counts. */
export async function endDevice(
  userId: number,
  { families, rememberedIds }: Pick<Device, 'families' | 'rememberedIds'>,
  reason: EndReason,
  client?: TransactionClientContract,
): Promise<{ sessions: number; devices: number }> {
  if (!client)
    return Database.transaction((own) => endDevice(userId, { families, rememberedIds }, reason, own))

  await lockUser(userId, client)
  const ids = [...rememberedIds, ...(await deviceIdsOf(families, client))]
  const devices = await forget(ids, client)
  const ofDevice = (query: any) => query.whereIn('family', families).orWhereIn('device_id', ids)
  const sessions = await endSessions(userId, reason, (living) => living.where(ofDevice), client)
  return { sessions, devices }
}

/**
 * Ends all sessions and forgets all devices of the user, except those of one family. Throws an AuthenticationException
 * if that family has ended: if two devices sign each other out at once, only the first succeeds.
 */
export async function endOtherDevices(
  userId: number,
  reason: EndReason,
  keptFamily: string | undefined,
  client: TransactionClientContract,
) {
  await lockUser(userId, client)
  if (keptFamily) await requireLiving({ userId, family: keptFamily }, client)
  const kept = [keptFamily ?? []].flat()
  const remembered = RememberedDevice.query({ client }).where('user_id', userId)
  await remembered.whereNotIn('id', await deviceIdsOf(kept, client)).delete()
  await endSessions(userId, reason, (sessions) => sessions.whereNotIn('family', kept), client)
}

export async function forget(ids: string[], client = Database.connection()): Promise<number> {
  return ids.length ? Number(await client.from('remembered_devices').whereIn('id', ids).delete()) : 0
}

/** Ends the sessions of a device whose replaced token was used again, forgets the device, and logs it. */
export async function forgetCopied(ctx: HttpContextContract, { id, userId }: RememberedDevice) {
  const { devices } = await endDevice(userId, { families: [], rememberedIds: [id] }, 'copied')
  if (devices > 0) logEvent(ctx, 'token-reuse', { device: id, viewer: viewerOf(userId) })
}

async function deviceIdsOf(families: string[], client: TransactionClientContract): Promise<string[]> {
  const rows = await client.from('sessions').whereIn('family', families).select('device_id')
  return rows.flatMap(({ device_id: id }) => id ?? [])
}

const partition = <Item>(items: Item[], isFirst: (item: Item) => boolean) => [
  items.filter(isFirst),
  items.filter((item) => !isFirst(item)),
]
