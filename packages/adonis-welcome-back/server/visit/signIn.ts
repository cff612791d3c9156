import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { logEvent } from '../auditLog'
import { isSameOrigin } from '../request/origin'
import { endDevice } from '../remember/devices'
import { tokenFromCookie } from '../remember/token'
import { settings } from '../settings'
import { findWithUser } from './lookup'
import type Session from '../session/Session'
import { viewerOf } from '../session/stamp'
import type { UserId } from '../session/userId'

/** Signs the user in with a new session id and CSRF secret. Logs it when the session is stored. */
export async function signIn(ctx: HttpContextContract, user: object, remember = false) {
  await guardOf(ctx).login(user as any, remember)
  ctx.session.forget('csrf-secret')
  ctx.visit.afterStored = () => logEvent(ctx, 'sign-in')
}

/**
 * Gives the visitor a new session id, CSRF secret and remember-me token in place of those they have, if the session
 * still lives when the new one is stored. The new session ends when the former one would have ended, and is confirmed
 * only as long; unless this request gave the password.
 */
export function renewSession(ctx: HttpContextContract, { passwordGiven = false } = {}) {
  const { session, visit } = ctx
  visit.isRenewal = !!visit.session
  visit.passwordGiven = passwordGiven
  const guard = guardOf(ctx)
  if (guard.renew) guard.renew()
  else session.regenerate()
  session.forget('csrf-secret')
}

/** Signs in for this request only, by id, without a model. */
export function recognise(ctx: HttpContextContract, id: UserId) {
  const guard = guardOf(ctx) as any
  guard.authenticationAttempted = true
  guard.markUserAsLoggedIn({ [settings().users.key!]: id }, true)
}

/** Returns whether the device will sign in by itself then. The guard of `@adonisjs/auth` does not know until when. */
export function isRememberedAt(ctx: HttpContextContract, time: number): boolean {
  const guard = guardOf(ctx)
  return guard.isRememberedAt ? guard.isRememberedAt(time) : hasRememberCookie(ctx)
}

/** Returns whether the browser sent a remember-me cookie, valid or not. */
export const hasRememberCookie = (ctx: HttpContextContract) => !!rememberCookie(ctx)

/** Ends the session, or the one that has just replaced it. Forgets this device and makes the visitor a guest. */
export async function signOut(ctx: HttpContextContract) {
  const { session, visit } = ctx
  const ending = visit.session ?? justReplacedSession(ctx)
  if (ending) await end(ctx, ending)
  await guardOf(ctx).logout(true)
  visit.session = undefined
  session.clear()
}

/** If the session ended during the request, makes the visitor a guest and returns true. */
export async function noticeEnd(ctx: HttpContextContract): Promise<boolean> {
  const { session, visit } = ctx
  const { session: current } = visit.session ? await findWithUser(visit.session.stamp) : visit
  if (!visit.session || (current && !current.endReason)) return false

  Object.assign(visit, { cookieSession: current, session: undefined })
  guardOf(ctx).markUserAsLoggedOut()
  session.clear()
  return true
}

/** Returns whether the request comes from a page that signs in again because its living session ends soon. */
export const isSigningInAgain = ({ request, visit }: HttpContextContract) =>
  visit.session !== undefined && request.qs().stamp === visit.session.stamp

async function end(ctx: HttpContextContract, { userId, family, stamp }: Session) {
  const rememberedIds = [tokenFromCookie(rememberCookie(ctx))?.id ?? []].flat()
  const ended = await endDevice(userId, { families: [family], rememberedIds }, 'signed-out')
  if (ended.sessions > 0) logEvent(ctx, 'sign-out', { stamp, viewer: viewerOf(userId) })
}

/** If the session has just been replaced, a page of this site needs no token. */
const justReplacedSession = ({ request, visit }: HttpContextContract): Session | null =>
  visit.cookieSession?.isJustReplaced && isSameOrigin(request) ? visit.cookieSession : null

const rememberCookie = (ctx: HttpContextContract) =>
  ctx.request.encryptedCookie(guardOf(ctx).rememberMeKeyName)

export const guardOf = ({ auth }: HttpContextContract) => (auth as any).use(settings().guard)
