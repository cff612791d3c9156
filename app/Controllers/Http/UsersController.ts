import { AuthenticationException } from '@adonisjs/auth/build/standalone'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { openStream } from '@ioc:WelcomeBack'

export default class UsersController {
  public async check({ auth }: HttpContextContract) {
    return !!auth.user
  }

  /** Extends the session as its viewer asked. Returns the seconds until it ends. */
  public async keepAlive({ visit }: HttpContextContract) {
    if (!(await visit.session!.keepAlive())) throw AuthenticationException.invalidSession('web')
    return visit.session!.expiresIn
  }

  /** Tells the page as soon as its session is over. */
  public async events(ctx: HttpContextContract) {
    openStream(ctx)
  }
}
