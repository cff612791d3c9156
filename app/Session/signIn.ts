import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import User from 'App/Models/User'
import { keepOnlyOf } from 'App/Session/forms'
import { record } from 'App/Session/record'
import { localPage } from 'App/Session/returnPath'

/** Signs the user in and goes on. A browser that sent no cookie is asked first whether it kept the new one. */
export async function signIn(ctx: HttpContextContract, user: User, remember = false) {
  const { response, session } = ctx
  await startSession(ctx, user, remember)
  record(ctx, 'sign-in')

  const path = whereTo(ctx)
  if (session.fresh) return response.redirect().withQs({ return: path }).toRoute('go.signed_in')
  return response.redirect(path)
}

/** Where signing in leads: to the page that the sign-in page was asked for. */
export const whereTo = ({ request }: HttpContextContract) =>
  localPage(request.qs().return, request.header('host'))

/** Starts a new session with a new CSRF secret, in place of the one that the request came with. */
export async function startSession({ auth, session }: HttpContextContract, user: User, remember: boolean) {
  await auth.login(user, remember)
  session.forget('csrf-secret')
  keepOnlyOf(user.id, session)
}

/** Whether this browser asked to be remembered. */
export const isRemembered = ({ auth, request }: HttpContextContract) =>
  !!request.encryptedCookie(auth.use('web').rememberMeKeyName)

/**
 * Ends the session on the server, also where it has gone on under another id that is still on its way to the browser;
 * forgets the remembered devices, and leaves a guest's new session.
 */
export async function signOut(ctx: HttpContextContract) {
  const { auth, formerSession } = ctx
  if (auth.user) record(ctx, 'sign-out')
  await auth.logout(true)
  const hasEnded = await formerSession?.end('signed-out')
  if (hasEnded && formerSession?.userId) await (await User.find(formerSession.userId))?.forgetDevices()
  ctx.liveSession = undefined
  ctx.session.clear()
  ctx.session.regenerate()
}
