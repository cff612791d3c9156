import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { logEvent } from '../auditLog'
import { endDevice } from '../remember/devices'
import { tokenFromCookie } from '../remember/token'
import { settings } from '../settings'
import Session from './Session'
import { viewerOf } from './stamp'

/** Signs the user in to a new session with a new id and CSRF secret, and logs it when the session is stored. */
export async function signIn(ctx: HttpContextContract, user: { id: number }, remember = false) {
  await renewSession(ctx, user, remember)
  ctx.visit.afterStored = () => logEvent(ctx, 'sign-in')
}

/** Gives a signed-in user a new session id and CSRF secret. */
export async function renewSession(ctx: HttpContextContract, user: { id: number }, remember: boolean) {
  await guardOf(ctx).login(user as any, remember)
  ctx.session.forget('csrf-secret')
}

/** Has the guard know the user by id alone, without a model. */
export function recognise(ctx: HttpContextContract, id: number) {
  const guard = guardOf(ctx) as any
  guard.authenticationAttempted = true
  guard.markUserAsLoggedIn({ id }, true)
}

/** Returns whether this browser has a remember-me cookie. */
export const isRemembered = (ctx: HttpContextContract) => !!rememberCookie(ctx)

/**
 * Ends the session on the server, or the one that continues it while its cookie is on its way to the browser. Forgets
 * this device, and gives the browser a guest's session.
 */
export async function signOut(ctx: HttpContextContract) {
  const { auth, session, visit } = ctx
  const former = visit.named ?? undefined
  const userId = auth.user?.id ?? (await ownerOf(former))
  if (userId) await endDevice(userId, thisDevice(ctx), 'signed-out')
  else await former?.end('signed-out')
  if (userId) logEvent(ctx, 'sign-out', { stamp: former?.stamp, viewer: viewerOf(userId) })
  await guardOf(ctx).logout(true)
  visit.session = undefined
  session.clear()
  session.regenerate()
}

/** The session and the remembered device that the cookies of this browser name. */
const thisDevice = (ctx: HttpContextContract) => ({
  stamps: [ctx.visit.named?.stamp ?? []].flat(),
  rememberedIds: [tokenFromCookie(rememberCookie(ctx))?.id ?? []].flat(),
})

const rememberCookie = (ctx: HttpContextContract) =>
  ctx.request.encryptedCookie(guardOf(ctx).rememberMeKeyName)

/** Returns the session guard of the app, whatever its name and its own type. */
export const guardOf = ({ auth }: HttpContextContract) => (auth as any).use(settings().guard)

/** Returns the id of the user whose session this is or continues as, if it is living. */
async function ownerOf(former?: Session): Promise<number | null> {
  const session = former && (await Session.latest(former.stamp))
  return session?.userId && !session.endReason ? session.userId : null
}
