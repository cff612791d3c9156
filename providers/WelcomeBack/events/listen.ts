import { once } from 'events'
import { setTimeout } from 'timers/promises'
import Database from '@ioc:Adonis/Lucid/Database'
import Logger from '@ioc:Adonis/Core/Logger'
import { askAboutAll, askAboutSession } from './questions'

/** The migration's trigger names this channel. */
export const channel = 'session_changes'

const retryMs = 1_000
const pingMs = 10_000
const pingTimeoutMs = 5_000

let connection: any
let isListening = false

/**
 * Hears from PostgreSQL which sessions any process ended, from the first call on, over one connection that no pool
 * uses. A lost connection is made again after 1,000 ms. With another database it does nothing.
 */
export async function listen() {
  if (isListening || Database.connection().dialect.name !== 'postgres') return

  isListening = true
  while (isListening) {
    await listenOnce().catch((error) =>
      Logger.warn(error, 'No word of ended sessions until the database is back'),
    )
    await setTimeout(retryMs, undefined, { ref: false })
  }
}

export async function stopListening() {
  isListening = false
  await connection?.end()
}

async function listenOnce() {
  const { client } = Database.connection().getWriteClient() as any
  connection = await client.acquireRawConnection()
  connection.unref()
  connection.on('notification', ({ payload }: { payload: string }) => askAboutSession(payload))
  try {
    await connection.query(`listen ${channel}`)
    askAboutAll()
    await untilLost()
  } finally {
    connection.connection.stream.destroy()
  }
}

/** Rejects when the connection is lost. A silent connection counts as lost when a ping stays unanswered. */
async function untilLost() {
  const end = once(connection, 'end')
  while (isListening) {
    await Promise.race([end, setTimeout(pingMs, undefined, { ref: false })])
    if (isListening) await connection.query({ text: 'select 1', query_timeout: pingTimeoutMs })
  }
}
