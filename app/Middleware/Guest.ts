import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath } from '@ioc:WelcomeBack'

/** Lets guests pass; a signed-in viewer is already where signing in leads. */
export default class Guest {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    if (!ctx.auth.user) return next()

    ctx.session.reflash()
    return ctx.response.redirect(afterSignInPath(ctx.request))
  }
}
