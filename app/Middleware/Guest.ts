import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath } from '@ioc:WelcomeBack'

export default class Guest {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    if (!ctx.auth.user || isToSignInAgain(ctx)) return next()

    ctx.session.reflash()
    return ctx.response.redirect(afterSignInPath(ctx.request))
  }
}

/** The page of a session that ends soon names it, to replace it. */
const isToSignInAgain = ({ request, visit }: HttpContextContract) =>
  visit.session !== undefined && request.qs().stamp === visit.session.stamp
