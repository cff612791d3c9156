import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { secondsUntil } from '../session/expiry'
import { viewerOf } from '../session/stamp'

/**
 * Sends what a page compares itself with: the stamp of the session, its viewer, the seconds to its expiry and to the end
 * of its lifetime.
 */
export default class SessionHeaders {
  public async handle({ auth, response, visit }: HttpContextContract, next: () => Promise<void>) {
    response.header('Cache-Control', 'no-store')
    response.header('Content-Type', 'application/json; charset=utf-8')
    await next()

    const { session } = visit
    if (!session) return
    response.header('X-Session-Stamp', session.stamp)
    response.header('X-Session-Expires-In', session.expiresIn)
    response.header('X-Session-Lifetime-In', secondsUntil(session.lifetimeEnd))
    if (session.userId && auth.user) response.header('X-Session-Viewer', viewerOf(auth.user.id))
  }
}
