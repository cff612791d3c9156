import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath } from '@ioc:WelcomeBack'

/** Lets guests pass; a signed-in viewer is already where signing in leads, unless the page wants a session anew. */
export default class Guest {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    if (!ctx.auth.user || isToSignInAgain(ctx)) return next()

    ctx.session.reflash()
    return ctx.response.redirect(afterSignInPath(ctx.request))
  }
}

/** A page names the session that it wants to replace. */
const isToSignInAgain = ({ request, visit }: HttpContextContract) =>
  visit.session !== undefined && request.qs().stamp === visit.session.stamp
