import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { localPath } from 'App/Session/returnPath'

/** Lets guests pass; a signed-in viewer is already where signing in leads. */
export default class Guest {
  public async handle({ auth, request, response, session }: HttpContextContract, next: () => Promise<void>) {
    if (!auth.user) return next()

    session.reflash()
    return response.redirect(localPath(request.qs().return, request.header('host')))
  }
}
