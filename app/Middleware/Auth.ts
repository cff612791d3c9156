import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { AuthenticationException } from '@adonisjs/auth/build/standalone'

export default class Auth {
  public async handle({ auth }: HttpContextContract, next: () => Promise<void>) {
    if (!auth.user) throw AuthenticationException.invalidSession('web')
    await next()
  }
}
