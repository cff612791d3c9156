import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath, isSigningInAgain } from '@ioc:WelcomeBack'

export default class Guest {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    if (!ctx.auth.user || isSigningInAgain(ctx)) return next()

    ctx.session.reflash()
    return ctx.response.redirect(afterSignInPath(ctx.request))
  }
}
