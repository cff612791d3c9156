import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath, endMessages, previousPath, Session } from '@ioc:WelcomeBack'

export default class GoController {
  /** Redirects back with the reason why the session ended. */
  public async authReset({ auth, request, response, session, visit }: HttpContextContract) {
    const warning = endMessages[await Session.endReasonOf(request.qs().stamp, visit.endReason)]
    session.flash(auth.user ? { reset: true } : { warning })
    return response.redirect(previousPath(request))
  }

  /** The sign-in redirects here if the browser sent no cookie. Shows a page about cookies if it kept none. */
  public async signedIn({ auth, request, response, view }: HttpContextContract) {
    if (!auth.user) return view.render('pages/errors/cookies')
    return response.redirect(afterSignInPath(request))
  }
}
