import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

export default class SilentAuth {
  public async handle({ auth, session }: HttpContextContract, next: () => Promise<void>) {
    await auth.check()
    if (auth.use('web').viaRemember) session.forget('csrf-secret')
    await next()
  }
}
