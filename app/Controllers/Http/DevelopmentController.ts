import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

export default class DevelopmentController {
  /** Ends the session behind the page and leaves the page as it is. */
  public async expire({ response, visit }: HttpContextContract) {
    await visit.session?.expire()
    return response.noContent()
  }
}
