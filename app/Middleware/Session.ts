import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { endings } from 'App/Session/endings'
import { stampOf } from 'App/Session/stamp'

/** Opens the visitor's session, on the routes that use one. */
export default class Session {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    const { session, view } = ctx
    await session.initiate(false)
    view.share({ sessionStamp: () => stampOf(session.sessionId), whyEnded: () => whyEnded(ctx) })
    await next()
  }
}

/** Why somebody who was signed in has come to a page as a guest, in words. */
function whyEnded({ auth, formerSession }: HttpContextContract): string | undefined {
  const reason = formerSession?.userId && !auth.user && formerSession.ending
  return reason ? endings[reason] : undefined
}
