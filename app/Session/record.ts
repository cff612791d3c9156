import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { stampOf, viewerOf } from 'App/Session/stamp'

type Event = 'sign-in' | 'sign-in-failure' | 'sign-out' | 'revocation' | 'password-change'

/** Writes a line into the books: what happened, in which session, to whom, from where; never a secret. */
export function record(ctx: HttpContextContract, event: Event, details: Record<string, unknown> = {}) {
  const { auth, logger, request, session } = ctx
  const viewer = auth.user && viewerOf(auth.user.id)
  logger.info({ event, stamp: stampOf(session.sessionId), viewer, address: request.ip(), ...details }, event)
}
