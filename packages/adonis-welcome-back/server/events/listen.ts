import { once } from 'events'
import { setTimeout } from 'timers/promises'
import Database from '@ioc:Adonis/Lucid/Database'
import Logger from '@ioc:Adonis/Core/Logger'
import { recheckAll, recheckSession } from './recheck'
import { find } from './streams'

export const channel = 'session_changes'

const retryMs = 1_000
const pingMs = 10_000
const pingTimeoutMs = 5_000

const askEveryMs = 2_000

let connection: any
let asking: NodeJS.Timeout | undefined
let isListening = false

/**
 * Listens to PostgreSQL for sessions that any process ended, over one connection outside the pool, which it opens again
 * after 1,000 ms. Another database notifies nobody: it is asked every 2,000 ms while streams are open.
 */
export async function listen() {
  if (Database.connection().dialect.name !== 'postgres') return askRegularly()
  if (isListening) return

  isListening = true
  while (isListening) {
    await listenOnce().catch((error) =>
      Logger.warn(error, 'Not listening for ended sessions until the database is back'),
    )
    await setTimeout(retryMs, undefined, { ref: false })
  }
}

export async function stopListening() {
  isListening = false
  clearInterval(asking)
  await connection?.end()
}

function askRegularly() {
  asking ??= setInterval(() => {
    if (find(() => true).length > 0) return recheckAll()
    clearInterval(asking)
    asking = undefined
  }, askEveryMs).unref()
}

async function listenOnce() {
  const { client } = Database.connection().getWriteClient() as any
  connection = await client.acquireRawConnection()
  connection.unref()
  connection.on('notification', ({ payload }: { payload: string }) => recheckSession(payload))
  try {
    await connection.query(`listen ${channel}`)
    recheckAll()
    await untilLost()
  } finally {
    connection.connection.stream.destroy()
  }
}

/** Rejects when the connection is lost, or when a ping gets no response. */
async function untilLost() {
  const end = once(connection, 'end')
  while (isListening) {
    await Promise.race([end, setTimeout(pingMs, undefined, { ref: false })])
    if (isListening) await connection.query({ text: 'select 1', query_timeout: pingTimeoutMs })
  }
}
