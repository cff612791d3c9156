import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath, endMessage, previousPath } from '@ioc:WelcomeBack'

export default class GoController {
  /** Redirects back with the reason why the session ended. */
  public async authReset(ctx: HttpContextContract) {
    ctx.session.flash({ warning: await endMessage(ctx) })
    return ctx.response.redirect(previousPath(ctx.request))
  }

  /** The sign-in redirects here if the browser sent no cookie. Shows a page about cookies if it kept none. */
  public async signedIn({ auth, request, response, view }: HttpContextContract) {
    if (!auth.user && request.hasValidSignature()) return view.render('pages/errors/cookies')
    return response.redirect(afterSignInPath(request))
  }
}
