import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { endMessages } from '../session/endReasons'
import { stampOf } from '../session/stamp'

/** Opens the visitor's session, on the routes that use one. */
export default class Session {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    const { session, view } = ctx
    await session.initiate(false)
    view.share({ sessionStamp: () => stampOf(session.sessionId), endMessage: () => endMessageOf(ctx) })
    await next()
  }
}

/** Returns why a visitor who was signed in sees this page as a guest. */
function endMessageOf({ auth, visit }: HttpContextContract): string | undefined {
  const reason = visit.named && !auth.user && visit.endReason
  return reason ? endMessages[reason] : undefined
}
