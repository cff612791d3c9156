import Database from '@ioc:Adonis/Lucid/Database'
import { prepared, Row } from '../database/prepared'
import { lifetime, settings } from '../settings'
import { secondsUntil } from './expiry'
import Session from './Session'

export type LivingSession = Pick<Session, 'stamp' | 'userId' | 'expiresIn' | 'lifetimeIn'>

/** The columns of a session by their names in a row that also has the columns of its user. */
const aliases = new Map(
  [...Session.$columnsDefinitions.values()].map(({ columnName: name }) => [`session__${name}`, name]),
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

/** Returns the session with this stamp and the row of its user, or nulls. */
export async function findWithUser(stamp: string): Promise<{ session: Session | null; userRow: Row | null }> {
  const row = await fullRow.first(stamp)
  if (!row) return { session: null, userRow: null }

  const [sessionRow, userRow]: Row[] = [{}, {}]
  for (const [name, value] of Object.entries(row)) {
    const column = aliases.get(name)
    if (column) sessionRow[column] = value
    else userRow[name] = value
  }
  const session = Session.$createFromAdapterResult(sessionRow)
  return { session, userRow: userRow[settings().users.id] === null ? null : userRow }
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
    .select([...aliases].map(([alias, name]) => `sessions.${name} as ${alias}`)),
)

function byStamp() {
  const { table, id } = settings().users
  return Database.from('sessions')
    .leftJoin(table, `${table}.${id}`, 'sessions.user_id')
    .where('sessions.stamp', '')
}
