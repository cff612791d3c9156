import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import PasswordValidator, { wrongPassword } from 'App/Validators/PasswordValidator'

export default class PasswordsController {
  public async update({ auth, request, response, session }: HttpContextContract) {
    const { current_password: current, password } = await request.validate(PasswordValidator)
    if (!(await auth.user!.hasPassword(current))) throw wrongPassword()

    await auth.user!.changePassword(password)
    session.forget('csrf-secret')
    await auth.login(auth.user!, !!request.encryptedCookie(auth.use('web').rememberMeKeyName))
    session.flash('notice', 'Your password is changed. Every other device is signed out.')
    return response.redirect('/account')
  }
}
