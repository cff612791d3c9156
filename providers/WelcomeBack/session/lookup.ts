import Database from '@ioc:Adonis/Lucid/Database'
import { prepared, Row } from '../database/prepared'
import { lifetime, settings } from '../settings'
import { secondsUntil } from './expiry'
import Session from './Session'

export type LivingSession = Pick<Session, 'stamp' | 'userId' | 'expiresIn' | 'lifetimeIn'>

const prefix = 'session__'

/** Returns the living session with this stamp, or null. Builds no model. */
export async function findLiving(stamp: string): Promise<LivingSession | null> {
  const [row] = await livingRow(stamp)
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
  const [row] = await fullRow(stamp)
  if (!row) return { session: null, userRow: null }

  const columns = Object.entries(row).filter(([name]) => name.startsWith(prefix))
  const sessionRow = Object.fromEntries(columns.map(([name, value]) => [name.slice(prefix.length), value]))
  const session = Session.$createFromAdapterResult(sessionRow)
  return { session, userRow: row[settings().users.id] === null ? null : row }
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

const fullRow = prepared('session_and_user', () => {
  const names = [...Session.$columnsDefinitions.values()].map(({ columnName }) => columnName)
  return byStamp()
    .select(`${settings().users.table}.*`)
    .select(names.map((name) => `sessions.${name} as ${prefix}${name}`))
})

function byStamp() {
  const { table, id } = settings().users
  return Database.from('sessions')
    .leftJoin(table, `${table}.${id}`, 'sessions.user_id')
    .where('sessions.stamp', '')
}
