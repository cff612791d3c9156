import { randomBytes } from 'crypto'
import Database from '@ioc:Adonis/Lucid/Database'
import { tables } from '../settings'
import type { Fields } from './formFields'

/** With 64 KB each, these are 1.6 MB for a network and 64 MB in all. */
const maxForms = { ofNetwork: 25, inAll: 1_000 }

const rows = () => Database.from(tables().keptForms)

/** Stores the fields of a form and removes the oldest beyond the limits. Returns the id. */
export async function storeInput(input: Fields, network: string, expiresAt: number): Promise<string> {
  const id = randomBytes(16).toString('base64url')
  const columns = { id, network, input: JSON.stringify(input), expires_at: expiresAt }
  await Database.table(tables().keptForms).insert(columns)
  await removeOldest(rows().where('network', network), maxForms.ofNetwork)
  await removeOldest(rows(), maxForms.inAll)
  return id
}

export async function findInput(id: string): Promise<Fields | null> {
  const row = await rows().where('id', id).where('expires_at', '>', Date.now()).first()
  return row && JSON.parse(row.input)
}

export const isAnyStored = async (ids: string[]): Promise<boolean> =>
  ids.length > 0 &&
  !!(await rows().whereIn('id', ids).where('expires_at', '>', Date.now()).select('id').first())

export async function removeInputs(ids: string[]) {
  if (ids.length) await rows().whereIn('id', ids).delete()
}

export const removeExpiredInputs = () => rows().where('expires_at', '<=', Date.now()).delete()

async function removeOldest(stored: ReturnType<typeof rows>, max: number) {
  const ids = await stored.select('id').orderBy('expires_at', 'desc').offset(max).limit(1_000)
  await removeInputs(ids.map(({ id }) => id))
}
