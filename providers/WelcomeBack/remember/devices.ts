import Database from '@ioc:Adonis/Lucid/Database'
import { settings } from '../settings'

/** Forgets every remembered device of the user. */
export async function forgetDevices(userId: number, client = Database.connection()) {
  const { table, id, rememberToken } = settings().users
  await client
    .from(table)
    .where(id, userId)
    .update({ [rememberToken]: null })
}
