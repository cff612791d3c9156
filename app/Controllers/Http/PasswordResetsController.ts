import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath, deviceNameOf, logEvent, signIn } from '@ioc:WelcomeBack'
import { noticeSignIn } from 'App/Controllers/noticeSignIn'
import { redirectAfterSignIn } from 'App/Controllers/redirectAfterSignIn'
import { showMailedLink } from 'App/Controllers/showMailedLink'
import Mail from 'App/Models/Mail'
import MailedLink from 'App/Models/MailedLink'
import User from 'App/Models/User'
import { limitLink } from 'App/Models/RateLimit'
import ForgottenPasswordValidator from 'App/Validators/ForgottenPasswordValidator'
import NewPasswordValidator from 'App/Validators/NewPasswordValidator'
import { refuseGuessable } from 'App/Validators/newPassword'

const sent =
  'If this e-mail has an account, a mail with a link is on its way to it. The link works for an hour.'
const changed = 'Your new password is set, and you are signed in. All other devices are signed out.'

export default class PasswordResetsController {
  public async create({ view }: HttpContextContract) {
    return view.render('pages/password_resets/create')
  }

  /** Does the same for every e-mail. The account is looked up later, when the mail is written. */
  public async store({ request, response, session }: HttpContextContract) {
    const { email } = await request.validate(ForgottenPasswordValidator)
    await limitLink(request.ip(), email)
    const details = { return: afterSignInPath(request) }
    await Mail.replace({ kind: 'password-reset', recipient: email.toLowerCase(), details })
    session.flash('notice', sent)
    return response.redirect(request.url(true))
  }

  public async edit(ctx: HttpContextContract) {
    const link = await MailedLink.living('password-reset', ctx.params.token)
    return showMailedLink(ctx, 'password-reset', link, 'pages/password_resets/edit')
  }

  public async update(ctx: HttpContextContract) {
    const { params, request, response, session } = ctx
    const { password } = await request.validate(NewPasswordValidator)
    refuseGuessable(password, await MailedLink.living('password-reset', params.token))
    const user = await User.resetPassword(
      params.token,
      password,
      deviceNameOf(request.header('user-agent', '')!),
    )
    if (!user) return response.redirect(request.url())

    await signIn(ctx, user)
    noticeSignIn(ctx, user, { isTold: true })
    logEvent(ctx, 'password-change', { forgotten: true })
    session.flash('notice', changed)
    return redirectAfterSignIn(ctx)
  }
}
