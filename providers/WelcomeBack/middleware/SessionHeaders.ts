import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { viewerOf } from '../session/stamp'

/** Sends what a page compares itself with: the stamp of the session, its viewer, the seconds to its expiry. */
export default class SessionHeaders {
  public async handle({ auth, response, visit }: HttpContextContract, next: () => Promise<void>) {
    response.header('Cache-Control', 'no-store')
    response.header('Content-Type', 'application/json; charset=utf-8')

    if (visit.session) {
      response.header('X-Session-Stamp', visit.session.stamp)
      response.header('X-Session-Expires-In', visit.session.expiresIn)
    }
    if (visit.session?.userId && auth.user) response.header('X-Session-Viewer', viewerOf(auth.user.id))

    await next()
  }
}
