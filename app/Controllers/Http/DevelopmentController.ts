import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isUnpoly } from '@ioc:WelcomeBack'

export default class DevelopmentController {
  public async expire(ctx: HttpContextContract) {
    const { session } = ctx.visit
    await session?.expire()
    if (!isUnpoly(ctx)) return ctx.view.render('pages/development/expired', { isExpired: !!session })
    return ctx.view.render('partials/development', { isExpired: !!session })
  }
}
