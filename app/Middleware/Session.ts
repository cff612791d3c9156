import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { stampOf } from 'App/Session/stamp'

/** Opens the visitor's session, on the routes that use one. */
export default class Session {
  public async handle({ session, view }: HttpContextContract, next: () => Promise<void>) {
    await session.initiate(false)
    view.share({ sessionStamp: () => stampOf(session.sessionId) })
    await next()
  }
}
