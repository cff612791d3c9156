import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { openStream } from '@ioc:WelcomeBack'

export default class UsersController {
  public async check({ auth }: HttpContextContract) {
    return !!auth.user
  }

  /** Tells the page as soon as its session is over. */
  public async events(ctx: HttpContextContract) {
    openStream(ctx)
  }
}
