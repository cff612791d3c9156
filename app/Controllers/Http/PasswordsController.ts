import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { record } from 'App/Session/record'
import { isRemembered, startSession } from 'App/Session/signIn'
import PasswordValidator, { wrongPassword } from 'App/Validators/PasswordValidator'

export default class PasswordsController {
  public async update(ctx: HttpContextContract) {
    const { auth, request, response, session } = ctx
    const { current_password: current, password } = await request.validate(PasswordValidator)
    if (!(await auth.user!.hasPassword(current))) throw wrongPassword()

    await auth.user!.changePassword(password)
    await startSession(ctx, auth.user!, isRemembered(ctx))
    record(ctx, 'password-change')
    session.flash('notice', 'Your password is changed. Every other device is signed out.')
    return response.redirect('/account')
  }
}
