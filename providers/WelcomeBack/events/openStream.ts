import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { listen } from './listen'
import { ask } from './questions'
import Stream, { changeEvent } from './Stream'
import { add, isFull } from './streams'

const retryAfterSeconds = 60

/**
 * Sends one server-sent event when the session of the page is over or renewed, at once or later, and ends. The query
 * holds the page's stamp. Sends 429 beyond the number of streams that a session or a process may have. Needs the
 * middleware `passive`.
 */
export function openStream({ request, response, visit }: HttpContextContract) {
  response.header('Content-Type', 'text/event-stream; charset=utf-8')
  response.header('Cache-Control', 'no-store, no-transform')
  response.header('X-Accel-Buffering', 'no')
  // A stream that ends frees its connection, so that a server that stops need not wait for it.
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
  ask([stream])
  listen()
}
