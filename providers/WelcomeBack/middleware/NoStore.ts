import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/** Keeps pages out of every cache: each page names its viewer and carries a token. */
export default class NoStore {
  public async handle({ response }: HttpContextContract, next: () => Promise<void>) {
    response.header('Cache-Control', 'no-store')
    await next()
  }
}
