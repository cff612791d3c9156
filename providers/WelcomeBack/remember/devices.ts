import { AuthenticationException } from '@adonisjs/auth/build/standalone'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { logEvent } from '../auditLog'
import { sessionsChanged } from '../events/changes'
import { lockUser } from '../session/credentials'
import type { EndReason } from '../session/endReasons'
import Session from '../session/Session'
import { viewerOf } from '../session/stamp'
import { endSessions, livingSessions } from '../session/userSessions'
import { settings } from '../settings'
import Device from './Device'
import RememberedDevice from './RememberedDevice'

/**
 * Returns the user's devices, those that are signed in and those that are remembered: the one of the current session
 * first, then the last active.
 */
export async function devicesOf(userId: number, currentStamp?: string): Promise<Device[]> {
  const sessions = await livingSessions(userId).orderBy('last_active_at', 'desc').orderBy('stamp')
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

/**
 * Ends the sessions with these stamps, or those that continue them, and forgets their devices and those with these
 * ids, with every session that they opened. Returns how many devices were forgotten.
 */
export function endDevice(
  userId: number,
  { stamps, rememberedIds }: Pick<Device, 'stamps' | 'rememberedIds'>,
  reason: EndReason,
): Promise<number> {
  return Database.transaction(async (client) => {
    await lockUser(userId, client)
    const sessions: Session[] = []
    for (const stamp of stamps) sessions.push(...[(await Session.latest(stamp, client)) ?? []].flat())

    const ids = [...rememberedIds, ...sessions.flatMap(({ deviceId }) => deviceId ?? [])]
    const forgotten = await forget(ids, client)
    await livingSessions(userId, client)
      .where((query) =>
        query
          .whereIn(
            'stamp',
            sessions.map(({ stamp }) => stamp),
          )
          .orWhereIn('device_id', ids),
      )
      .update({ end_reason: reason, data: '{}' })
    sessionsChanged(userId, client)
    return forgotten
  })
}

/**
 * Ends every session of the user and forgets every device, except the session to keep, or the one that continues it,
 * and the device that it belongs to. Throws an AuthenticationException if the session to keep has ended: of two devices
 * that sign each other out at once, the second does nothing.
 */
export async function endOtherDevices(
  userId: number,
  reason: EndReason,
  keptStamp: string | undefined,
  client: TransactionClientContract,
) {
  await lockUser(userId, client)
  const kept = keptStamp ? await Session.latest(keptStamp, client) : null
  if (kept?.endReason) throw AuthenticationException.invalidSession(settings().guard)

  const remembered = RememberedDevice.query({ client }).where('user_id', userId)
  await remembered.whereNot('id', kept?.deviceId ?? '').delete()
  await endSessions(userId, reason, kept?.stamp, client)
}

/** Removes the tokens of these devices. Returns how many there were. */
export async function forget(ids: string[], client = Database.connection()): Promise<number> {
  return ids.length ? Number(await client.from('remembered_devices').whereIn('id', ids).delete()) : 0
}

/** Forgets a device whose replaced token has come back, ends its sessions, and logs it. */
export async function forgetCopied(ctx: HttpContextContract, { id, userId }: RememberedDevice) {
  const isFirst = await endDevice(userId, { stamps: [], rememberedIds: [id] }, 'copied')
  if (isFirst) logEvent(ctx, 'token-reuse', { device: id, viewer: viewerOf(userId) })
}

const partition = <Item>(items: Item[], isFirst: (item: Item) => boolean) => [
  items.filter(isFirst),
  items.filter((item) => !isFirst(item)),
]
