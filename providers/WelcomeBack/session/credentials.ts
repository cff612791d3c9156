import type { LucidRow } from '@ioc:Adonis/Lucid/Orm'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { settings } from '../settings'

/** Columns of a user's row, and the values that were checked at sign-in. */
export type Credentials = Record<string, unknown>

/**
 * Returns what was checked when this user signed in: the password, and for a user whom the package's own guard
 * remembers the token in the user's row.
 */
export function credentialsOf(user: LucidRow, isRemembered: boolean): Credentials {
  const { id, password } = settings().users
  const columns = [id, password, ...(isRemembered ? tokenColumn(user) : [])]
  return Object.fromEntries(columns.map((column) => [column, user.$attributes[attributeOf(user, column)]]))
}

/** Locks the user's row until the transaction ends, so that one change of the user's sessions follows another. */
export const lockUser = (userId: number, client: TransactionClientContract) =>
  areUnchanged({ [settings().users.id]: userId }, client)

/** Returns whether the user's row still holds these values. Locks the row until the transaction ends. */
export async function areUnchanged(credentials: Credentials, client: TransactionClientContract) {
  const { table, id } = settings().users
  const rows = await client
    .from(table)
    .where(credentials)
    .update({ [id]: credentials[id] })
  return Number(rows) > 0
}

const tokenColumn = ({ constructor }: any): string[] =>
  constructor.$hasColumn('rememberMeToken') ? [constructor.$getColumn('rememberMeToken').columnName] : []

const attributeOf = ({ constructor }: any, column: string): string =>
  constructor.$keys.columnsToAttributes.get(column, column)
