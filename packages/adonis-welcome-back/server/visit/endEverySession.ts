import Config from '@ioc:Adonis/Core/Config'
import Database from '@ioc:Adonis/Lucid/Database'
import { logAdministration } from '../auditLog'
import { transaction } from '../database/transaction'
import { endOtherDevices } from '../remember/devices'
import { settings, tables } from '../settings'
import type { UserId } from '../session/userId'

/**
 * Returns the ids of the users who sign in with this name, in any spelling that the app may store; without a name, of all
 * users who have sessions or remembered devices.
 */
export async function findUserIds(name?: string): Promise<UserId[]> {
  if (name) return idsOf(await usersNamed(name))

  const owners = (table: string) => Database.from(table).whereNotNull('user_id').distinct('user_id as id')
  const rows = await Promise.all([owners(tables().sessions), owners(tables().devices)])
  return [...new Set(idsOf(rows.flat()))]
}

/** Ends all sessions of these users and forgets their devices, one transaction for each user. Returns both counts. */
export async function endEverySession(userIds: UserId[]): Promise<{ sessions: number; devices: number }> {
  const counts = { sessions: 0, devices: 0 }
  for (const userId of userIds) {
    const ended = await transaction((client) =>
      endOtherDevices(userId, 'by-administrator', undefined, client),
    )
    counts.sessions += ended.sessions
    counts.devices += ended.devices
    if (ended.sessions + ended.devices > 0) logAdministration(userId, ended)
  }
  return counts
}

async function usersNamed(name: string) {
  const { uids, model } = Config.get(`auth.guards.${settings().guard}.provider`)
  const { default: User } = await model()
  User.boot()
  const { table, id } = settings().users
  return Database.from(table)
    .select(`${id} as id`)
    .where((query) => {
      for (const uid of uids) query.orWhereIn(User.$getColumn(uid).columnName, [name, name.toLowerCase()])
    })
}

const idsOf = (rows: { id: UserId }[]) => rows.map(({ id }) => id)
