import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { currentViewer } from '../session/stamp'

/** Sends stamp, viewer, and the seconds to the expiry and to the end of the lifetime. */
export default class SessionHeaders {
  public async handle({ auth, response, visit }: HttpContextContract, next: () => Promise<void>) {
    response.header('Cache-Control', 'no-store')
    response.header('Content-Type', 'application/json; charset=utf-8')
    await next()

    const living = visit.passiveSession ?? visit.session
    if (!living) return
    response.header('X-Session-Stamp', living.stamp)
    response.header('X-Session-Expires-In', living.expiresIn)
    response.header('X-Session-Lifetime-In', living.lifetimeIn)
    if (living.userId && auth.user) response.header('X-Session-Viewer', currentViewer({ auth }))
  }
}
