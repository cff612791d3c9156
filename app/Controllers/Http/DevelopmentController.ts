import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isUnpoly } from '@ioc:WelcomeBack'

export default class DevelopmentController {
  public async expire(ctx: HttpContextContract) {
    await ctx.visit.session?.expire()
    if (!isUnpoly(ctx)) return ctx.response.noContent()
    return ctx.view.render('partials/development', { isExpired: true })
  }
}
