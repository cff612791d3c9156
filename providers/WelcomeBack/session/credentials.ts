import type { LucidRow } from '@ioc:Adonis/Lucid/Orm'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { settings } from '../settings'

/** Columns of a user's row, and the values that were checked at sign-in. */
export type Credentials = Record<string, unknown>

/** Returns what was checked when this user signed in: the password, and the token of a remembered device. */
export function credentialsOf(user: LucidRow, isRemembered: boolean): Credentials {
  const { id, password, rememberToken } = settings().users
  const columns = [id, password, ...(isRemembered ? [rememberToken] : [])]
  return Object.fromEntries(columns.map((column) => [column, user.$attributes[attributeOf(user, column)]]))
}

/** Returns whether the user's row still holds these values. Locks the row until the transaction ends. */
export async function areUnchanged(credentials: Credentials, client: TransactionClientContract) {
  const { table, id } = settings().users
  const rows = await client
    .from(table)
    .where(credentials)
    .update({ [id]: credentials[id] })
  return Number(rows) > 0
}

const attributeOf = ({ constructor }: any, column: string): string =>
  constructor.$keys.columnsToAttributes.get(column, column)
