import Logger from '@ioc:Adonis/Core/Logger'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import type Session from './session/Session'
import { stampOf, viewerOf } from './session/stamp'
import { idOf, UserId } from './session/userId'

type Event =
  | 'sign-in'
  | 'sign-in-failure'
  | 'sign-out'
  | 'revocation'
  | 'password-change'
  | 'email-change'
  | 'account-deletion'
  | 'token-reuse'

/** Logs an event with stamp, viewer, address and details, but no secrets. */
export function logEvent(ctx: HttpContextContract, event: Event, details: Record<string, unknown> = {}) {
  const { auth, logger, request, session } = ctx
  const [stamp, viewer] = auth.user ? [stampOf(session.sessionId), viewerOf(idOf(auth.user))] : []
  logger.info({ event, stamp, viewer, address: request.ip(), ...details }, event)
}

export function logExpiry({ stamp, userId, address }: Session) {
  Logger.info({ event: 'expiry', stamp, viewer: viewerOf(userId), address }, 'expiry')
}

/** Logs that an administrator ended all sessions of a user. */
export function logAdministration(userId: UserId, counts: { sessions: number; devices: number }) {
  Logger.info({ event: 'administration', viewer: viewerOf(userId), ...counts }, 'administration')
}
