import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isUnpoly } from '@ioc:WelcomeBack'

export default class DevelopmentController {
  public async expire(ctx: HttpContextContract) {
    await ctx.visit.session?.expire()
    const template = isUnpoly(ctx) ? 'partials/development' : 'pages/development/expired'
    return ctx.view.render(template, { isExpired: true })
  }
}
