import Database from '@ioc:Adonis/Lucid/Database'
import { prepared, Row } from '../database/prepared'
import RememberedDevice from '../remember/RememberedDevice'
import { lifetime, settings, tables } from '../settings'
import { secondsUntil } from '../session/expiry'
import Session from '../session/Session'

export type LivingSession = Pick<Session, 'stamp' | 'userId' | 'expiresIn' | 'lifetimeIn'>

export interface Found {
  session: Session | null
  userRow: Row | null
  sessionDevice: RememberedDevice | null
}

/** The columns of a session and its device by their names in a row that also has the columns of its user. */
const models = { session: Session, device: RememberedDevice }
type Kind = keyof typeof models
const aliases = new Map<string, { kind: Kind; name: string }>()
for (const kind of Object.keys(models) as Kind[])
  for (const { columnName: name } of models[kind].$columnsDefinitions.values())
    aliases.set(`${kind}__${name}`, { kind, name })

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
  const rows: Record<Kind, Row> = { session: {}, device: {} }
  for (const [alias, value] of Object.entries(row)) {
    const column = aliases.get(alias)
    if (column) rows[column.kind][column.name] = value
    else userRow[alias] = value
  }
  return {
    session: Session.$createFromAdapterResult(rows.session),
    userRow: userRow[settings().users.id] === null ? null : userRow,
    sessionDevice: rows.device.id === null ? null : RememberedDevice.$createFromAdapterResult(rows.device),
  }
}

const livingRow = prepared('living_session', () =>
  byStamp()
    .whereNull(columnOf('end_reason'))
    .select(
      columnOf('created_at'),
      columnOf('expires_at'),
      `${settings().users.table}.${settings().users.id} as user_id`,
    ),
)

const fullRow = prepared('session_and_user', () =>
  byStamp()
    .select(`${settings().users.table}.*`)
    .leftJoin(tables().devices, `${tables().devices}.id`, columnOf('device_id'))
    .select([...aliases].map(([alias, { kind, name }]) => `${models[kind].table}.${name} as ${alias}`)),
)

function byStamp() {
  const { table, id } = settings().users
  return Database.from(tables().sessions)
    .leftJoin(table, `${table}.${id}`, columnOf('user_id'))
    .where(columnOf('stamp'), '')
}

const columnOf = (name: string) => `${tables().sessions}.${name}`
