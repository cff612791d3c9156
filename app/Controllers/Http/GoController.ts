import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Session from 'App/Models/Session'
import { endings } from 'App/Session/endings'
import { previousPath } from 'App/Session/returnPath'
import { whereTo } from 'App/Session/signIn'

export default class GoController {
  /** Tells a visitor whose session is over, on the page they were on. */
  public async authReset({ auth, ending, request, response, session }: HttpContextContract) {
    const warning = endings[await Session.endingOf(request.qs().stamp, ending)]
    session.flash(auth.user ? { reset: true } : { warning })
    return response.redirect(previousPath(request))
  }

  /** Tells a viewer who has come to a page of somebody else's. */
  public async authSwitched({ auth, request, response, session }: HttpContextContract) {
    if (auth.user) session.flash('notice', `You are now signed in as ${auth.user.name}.`)
    return response.redirect(previousPath(request))
  }

  /** Where a sign-in without any cookie goes: did the browser keep the cookie that it was given? */
  public async signedIn(ctx: HttpContextContract) {
    const { auth, response, view } = ctx
    if (!auth.user) return view.render('pages/errors/cookies')
    return response.redirect(whereTo(ctx))
  }
}
