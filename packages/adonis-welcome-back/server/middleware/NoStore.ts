import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

export default class NoStore {
  public async handle({ response }: HttpContextContract, next: () => Promise<void>) {
    response.header('Cache-Control', 'no-store')
    await next()
  }
}
