import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { deviceNameOf, logEvent, signIn } from '@ioc:WelcomeBack'
import { noticeSignIn } from 'App/Controllers/noticeSignIn'
import { redirectAfterSignIn } from 'App/Controllers/redirectAfterSignIn'
import { showMailedLink } from 'App/Controllers/showMailedLink'
import MailedLink from 'App/Models/MailedLink'
import User from 'App/Models/User'
import { isDuplicate } from 'App/Models/saveUnique'
import { refuseGuessable } from 'App/Validators/newPassword'
import NewPasswordValidator, { takenFormerEmail } from 'App/Validators/NewPasswordValidator'

const restored = 'Your former e-mail is back, with a new password. All other devices are signed out.'

/** Undoes a change of the e-mail. Somebody else may have made it who knew the password, so it also needs a new one. */
export default class EmailRestorationsController {
  public async edit(ctx: HttpContextContract) {
    const link = await MailedLink.living('email-undo', ctx.params.token)
    return showMailedLink(ctx, 'email-undo', link, 'pages/email_restorations/edit')
  }

  public async update(ctx: HttpContextContract) {
    const { params, request, response, session } = ctx
    const { password } = await request.validate(NewPasswordValidator)
    refuseGuessable(password, await MailedLink.living('email-undo', params.token))
    const device = deviceNameOf(request.header('user-agent', '')!)
    const user = await User.restoreEmail(params.token, password, device).catch((error) => {
      throw isDuplicate(error) ? takenFormerEmail() : error
    })
    if (!user) return response.redirect(request.url())

    await signIn(ctx, user)
    noticeSignIn(ctx, user, { isTold: true })
    logEvent(ctx, 'email-change', { restored: true })
    session.flash('notice', restored)
    return redirectAfterSignIn(ctx)
  }
}
