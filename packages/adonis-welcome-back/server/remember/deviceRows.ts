import Database from '@ioc:Adonis/Lucid/Database'
import type Session from '../session/Session'
import { rememberLifetime, tables } from '../settings'
import type { UserId } from '../session/userId'
import { livingSessions } from '../session/userSessions'
import RememberedDevice from './RememberedDevice'

export type Current = Pick<Session, 'stamp' | 'deviceId'> | null

/** A device as both queries return it. PostgreSQL returns times as text. */
export interface DeviceRow {
  /** The id of the remembered device, or the stamp of the only session. */
  id: string
  /** The family of the last active session, or null if the device is not signed in. */
  family: string | null
  user_agent: string
  address: string
  created_at: number | string
  last_active_at: number | string
  is_remembered: number
  is_current: number | boolean
}

/** Returns a query for the remembered devices of a user that have not expired. */
export const rememberedDevices = (userId: UserId) =>
  RememberedDevice.query()
    .where(`${tables().devices}.user_id`, userId)
    .where(`${tables().devices}.expires_at`, '>', Date.now())
    .where(`${tables().devices}.created_at`, '>', Date.now() - rememberLifetime())

/** Returns a query for the living sessions that do not belong to a remembered device: each is a device of its own. */
export const otherSessions = (userId: UserId) =>
  livingSessions(userId).where((query) =>
    query.whereNull('device_id').orWhereNotIn('device_id', rememberedDevices(userId).select('id')),
  )

/** Returns a query for the rows of remembered devices. A device that is signed in shows its last active session. */
export const rowsOfRemembered = (userId: UserId, current: Current) =>
  rememberedDevices(userId)
    .leftJoin(`${tables().sessions} as latest`, 'latest.stamp', lastActiveSession())
    .select(
      `${tables().devices}.id`,
      'latest.family',
      ...['user_agent', 'address', 'created_at'].map(ofSessionOrDevice),
      Database.raw(
        'case when last_active_at > last_used_at then last_active_at else last_used_at end as last_active_at',
      ),
      Database.raw('1 as is_remembered'),
      Database.raw(`${tables().devices}.id = ? as is_current`, [current?.deviceId ?? '']),
    )

/** Returns a query for the rows of sessions without a remembered device. */
export const rowsOfOthers = (userId: UserId, current: Current) =>
  otherSessions(userId).select(
    'stamp as id',
    'family',
    ...['user_agent', 'address', 'created_at', 'last_active_at'],
    Database.raw('0 as is_remembered'),
    Database.raw('stamp = ? as is_current', [current?.stamp ?? '']),
  )

const lastActiveSession = () =>
  Database.raw(
    `(select stamp from ${tables().sessions} as own` +
      ` where user_id = ${tables().devices}.user_id and device_id = ${tables().devices}.id` +
      ' and end_reason is null and expires_at > ? order by last_active_at desc, stamp limit 1)',
    [Date.now()],
  )

const ofSessionOrDevice = (column: string) =>
  Database.raw(`coalesce(latest.${column}, ${tables().devices}.${column}) as ${column}`)
