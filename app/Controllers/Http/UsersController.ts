import { AuthenticationException } from '@adonisjs/auth/build/standalone'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

export default class UsersController {
  public async check({ auth }: HttpContextContract) {
    return !!auth.user
  }

  /** Extends the session as its viewer asked. Returns the seconds until it ends. */
  public async keepAlive({ visit }: HttpContextContract) {
    if (!(await visit.session!.keepAlive())) throw AuthenticationException.invalidSession('web')
    return visit.session!.expiresIn
  }

  /** A page of nothing but its head and header, for a page that takes them over; nobody is to look at it. */
  public async page({ request, response, session, view }: HttpContextContract) {
    session.reflash()
    if (request.header('sec-fetch-dest') === 'document') return response.redirect('/')
    return view.render('pages/users/page')
  }
}
