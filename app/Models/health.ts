import { setTimeout } from 'timers/promises'
import Database from '@ioc:Adonis/Lucid/Database'

const timeoutMs = 1_800
const writeEveryMs = 1_000

let current: Promise<boolean> | null = null
let writtenAt = 0

/** Returns whether the database can be read and written within 2 seconds. Runs once for parallel callers. */
export function isHealthy(): Promise<boolean> {
  current ??= write()
    .then(
      () => true,
      () => false,
    )
    .finally(() => (current = null))
  return Promise.race([current, setTimeout(timeoutMs, false, { ref: false })])
}

/** Takes the lock, and writes a row once a second, because only a write detects a full disk. */
async function write() {
  const isDue = Date.now() - writtenAt > writeEveryMs
  await Database.transaction(async (client) => {
    await client.from('health').select('id')
    if (!isDue) return client.from('health').where('id', 0).delete()
    await client.table('health').knexQuery.insert({ id: 1, checked_at: Date.now() }).onConflict('id').merge()
  })
  if (isDue) writtenAt = Date.now()
}
