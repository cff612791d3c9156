import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import type User from 'App/Models/User'
import { giveBack } from 'App/Session/forms'
import { localPath } from 'App/Session/returnPath'

/**
 * Signs the user in to a new session, with a new CSRF secret, and goes where the sign-in page was asked for.
 * A browser that sent no cookie is asked first whether it kept the new one.
 */
export async function signIn(ctx: HttpContextContract, user: User, remember = false) {
  const { auth, request, response, session } = ctx
  await auth.login(user, remember)
  session.forget('csrf-secret')

  const path = giveBack(ctx, user) ?? localPath(request.qs().return, request.host())
  if (session.fresh) return response.redirect().withQs({ return: path }).toRoute('go.signed_in')
  return response.redirect(path)
}

/** Ends the session on the server, forgets the remembered device, and leaves a guest's new session. */
export async function signOut(ctx: HttpContextContract) {
  await ctx.auth.logout(true)
  await ctx.liveSession?.end('signed-out')
  ctx.liveSession = undefined
  ctx.session.clear()
  ctx.session.regenerate()
}
