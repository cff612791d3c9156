import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { whileSignedIn } from '@ioc:WelcomeBack'
import { countPassword, countRenewal, resetPasswordCount } from 'App/Models/RateLimit'
import ConfirmationValidator, { wrongPassword } from 'App/Validators/ConfirmationValidator'

export default class ConfirmationsController {
  public async store(ctx: HttpContextContract) {
    const { auth, request, response, session, visit } = ctx
    const { current_password: password } = await request.validate(ConfirmationValidator)
    await countPassword(auth.user!.id)
    if (!(await auth.user!.hasPassword(password))) throw wrongPassword()

    await resetPasswordCount(auth.user!.id)
    await countRenewal(auth.user!.id)
    await whileSignedIn(ctx, (client) => visit.session!.confirm(client))
    session.flash('notice', 'Your password is confirmed. You can now sign other devices out.')
    return response.redirect('/account/sessions')
  }
}
