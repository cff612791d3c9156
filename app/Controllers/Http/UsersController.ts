import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { openStream } from '@ioc:WelcomeBack'

export default class UsersController {
  public async check({ auth }: HttpContextContract) {
    return !!auth.user
  }

  public async events(ctx: HttpContextContract) {
    openStream(ctx)
  }
}
