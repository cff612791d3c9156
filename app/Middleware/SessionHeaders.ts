import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { viewerOf } from 'App/Session/stamp'

/** Tells a page what it needs to judge itself: its session's stamp, its viewer, the seconds that are left. */
export default class SessionHeaders {
  public async handle({ auth, liveSession, response }: HttpContextContract, next: () => Promise<void>) {
    response.header('Cache-Control', 'no-store')
    response.header('Content-Type', 'application/json; charset=utf-8')

    if (liveSession) {
      response.header('X-Session-Stamp', liveSession.stamp)
      response.header('X-Session-Expires-In', liveSession.expiresIn)
    }
    if (liveSession?.userId && auth.user) response.header('X-Session-Viewer', viewerOf(auth.user.id))

    await next()
  }
}
