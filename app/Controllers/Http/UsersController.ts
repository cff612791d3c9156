import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

export default class UsersController {
  public async check({ auth }: HttpContextContract) {
    return !!auth.user
  }

  /** A page of nothing but its head and header, for a page that takes them over. */
  public async page({ session, view }: HttpContextContract) {
    session.reflash()
    return view.render('pages/users/page')
  }
}
