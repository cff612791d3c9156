import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/** Lets everything run, then throws every write away: looking at a session does not change it. */
export default class Passive {
  public async handle({ response, session }: HttpContextContract, next: () => Promise<void>) {
    session.commit = async () => {}
    await next()
    response.removeHeader('set-cookie')
  }
}
