import Database from '@ioc:Adonis/Lucid/Database'
import { prepared, Row } from '../database/prepared'
import RememberedDevice from '../remember/RememberedDevice'
import { lifetime, settings } from '../settings'
import { secondsUntil } from './expiry'
import Session from './Session'

export type LivingSession = Pick<Session, 'stamp' | 'userId' | 'expiresIn' | 'lifetimeIn'>

export interface Found {
  session: Session | null
  userRow: Row | null
  sessionDevice: RememberedDevice | null
}

/** The columns of a session and its device by their names in a row that also has the columns of its user. */
const aliases = new Map(
  [Session, RememberedDevice].flatMap(({ table, $columnsDefinitions }) =>
    [...$columnsDefinitions.values()].map(({ columnName: name }) => [`${table}__${name}`, { table, name }]),
  ),
)

/** Returns the living session with this stamp, or null. Builds no model. */
export async function findLiving(stamp: string): Promise<LivingSession | null> {
  const row = await livingRow.first(stamp)
  const expiresIn = row ? secondsUntil(Number(row.expires_at)) : 0
  if (!row || expiresIn === 0) return null

  return {
    stamp,
    userId: row.user_id,
    expiresIn,
    lifetimeIn: secondsUntil(Number(row.created_at) + lifetime()),
  }
}

/** Returns the session with this stamp, its remembered device and the row of its user, or nulls. */
export async function findWithUser(stamp: string): Promise<Found> {
  const row = await fullRow.first(stamp)
  if (!row) return { session: null, userRow: null, sessionDevice: null }

  const userRow: Row = {}
  const rows: Record<string, Row> = { [Session.table]: {}, [RememberedDevice.table]: {} }
  for (const [alias, value] of Object.entries(row)) {
    const column = aliases.get(alias)
    if (column) rows[column.table][column.name] = value
    else userRow[alias] = value
  }
  const [sessionRow, deviceRow] = Object.values(rows)
  return {
    session: Session.$createFromAdapterResult(sessionRow),
    userRow: userRow[settings().users.id] === null ? null : userRow,
    sessionDevice: deviceRow.id === null ? null : RememberedDevice.$createFromAdapterResult(deviceRow),
  }
}

const livingRow = prepared('living_session', () =>
  byStamp()
    .whereNull('sessions.end_reason')
    .select(
      'sessions.created_at',
      'sessions.expires_at',
      `${settings().users.table}.${settings().users.id} as user_id`,
    ),
)

const fullRow = prepared('session_and_user', () =>
  byStamp()
    .select(`${settings().users.table}.*`)
    .leftJoin('remembered_devices', 'remembered_devices.id', 'sessions.device_id')
    .select([...aliases].map(([alias, { table, name }]) => `${table}.${name} as ${alias}`)),
)

function byStamp() {
  const { table, id } = settings().users
  return Database.from('sessions')
    .leftJoin(table, `${table}.${id}`, 'sessions.user_id')
    .where('sessions.stamp', '')
}
