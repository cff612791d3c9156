import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Session from 'App/Models/Session'
import User from 'App/Models/User'
import { keepOnlyOf } from 'App/Session/forms'
import { record } from 'App/Session/record'
import { localPage } from 'App/Session/returnPath'
import { viewerOf } from 'App/Session/stamp'

/** Signs the user in and goes on. A browser that sent no cookie is asked first whether it kept the new one. */
export async function signIn(ctx: HttpContextContract, user: User, remember = false) {
  const { response, session } = ctx
  await startSession(ctx, user, remember)
  ctx.isSignIn = true

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
  const { auth, formerSession, session } = ctx
  const user = auth.user ?? (await ownerOf(formerSession))
  if (user) record(ctx, 'sign-out', { stamp: formerSession?.stamp, viewer: viewerOf(user.id) })
  // A remembered device signs itself in again as soon as its session is over, so it is forgotten first.
  await user?.forgetDevices()
  await formerSession?.end('signed-out')
  await auth.logout()
  ctx.liveSession = undefined
  session.clear()
  session.regenerate()
}

/** Whose a session is, if it lives under whatever id. */
async function ownerOf(former?: Session): Promise<User | null> {
  const session = former && (await Session.latest(former.stamp))
  return session?.userId && !session.ending ? User.find(session.userId) : null
}
