import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { listen } from './listen'
import { recheck } from './recheck'
import Stream, { changeEvent } from './Stream'
import { add, isFull } from './streams'

const retryAfterSeconds = 60

/** Sends one event when the session with the query's `stamp` ends. Sends 429 beyond the limits. */
export function openStream({ request, response, visit }: HttpContextContract) {
  response.header('Content-Type', 'text/event-stream; charset=utf-8')
  response.header('Cache-Control', 'no-store, no-transform')
  response.header('X-Accel-Buffering', 'no')
  // A stopping server then does not wait for the connection.
  response.header('Connection', 'close')

  const session = visit.passiveSession
  const stamp = request.qs().stamp ?? session?.stamp
  if (!session?.userId || session.stamp !== stamp || request.method() === 'HEAD')
    return response.send(changeEvent)
  if (isFull(stamp)) return response.header('Retry-After', retryAfterSeconds).status(429).send('')

  response.flushHeaders()
  const stream = new Stream(stamp, session.userId, response.response)
  add(stream)
  // The session may have ended since this request read it.
  recheck([stream])
  listen()
}
