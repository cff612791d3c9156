import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isUnpoly } from '@ioc:WelcomeBack'

export default class DevelopmentController {
  /** Ends the session behind the page, says so in the bar, and leaves the page as it is. */
  public async expire(ctx: HttpContextContract) {
    await ctx.visit.session?.expire()
    if (!isUnpoly(ctx)) return ctx.response.noContent()
    return ctx.view.render('partials/development', { isExpired: true })
  }
}
