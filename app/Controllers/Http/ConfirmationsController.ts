import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { countPassword, resetPasswordCount } from 'App/Models/RateLimit'
import ConfirmationValidator, { wrongPassword } from 'App/Validators/ConfirmationValidator'

export default class ConfirmationsController {
  public async store({ auth, request, response, session, visit }: HttpContextContract) {
    const { current_password: password } = await request.validate(ConfirmationValidator)
    await countPassword(auth.user!.id)
    if (!(await auth.user!.hasPassword(password))) throw wrongPassword()

    await resetPasswordCount(auth.user!.id)
    await visit.session!.confirm()
    session.flash('notice', 'Your password is confirmed. You can now sign other devices out.')
    return response.redirect('/account/sessions')
  }
}
