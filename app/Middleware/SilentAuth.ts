import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/** Recognises the viewer, and lets guests pass. */
export default class SilentAuth {
  public async handle({ auth }: HttpContextContract, next: () => Promise<void>) {
    await auth.check()
    await next()
  }
}
