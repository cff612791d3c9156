import type { LucidRow } from '@ioc:Adonis/Lucid/Orm'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { settings } from '../settings'
import type { UserId } from './userId'

export type Credentials = Record<string, unknown>

/** Returns id and password hash, and the package's remember-me token if the user was signed in by it. */
export function credentialsOf(user: LucidRow, isRemembered: boolean): Credentials {
  const { id, password } = settings().users
  const columns = [id, password, ...(isRemembered ? tokenColumn(user) : [])]
  return Object.fromEntries(columns.map((column) => [column, user.$attributes[attributeOf(user, column)]]))
}

/** Locks the user's row until the transaction ends. */
export const lockUser = (userId: UserId, client: TransactionClientContract) =>
  areUnchanged({ [settings().users.id]: userId }, client)

/** Returns whether the user's row still holds these values, and locks it. */
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
