import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { AuthenticationException } from '@adonisjs/auth/build/standalone'

/** Sends guests to the sign-in page, with the warning of the reset. Signing in returns to this page. */
export default class Auth {
  private redirectTo = '/login'

  public async handle({ auth }: HttpContextContract, next: () => Promise<void>) {
    if (auth.user) return next()
    throw new AuthenticationException('Signed out', 'E_UNAUTHORIZED_ACCESS', 'web', this.redirectTo)
  }
}
