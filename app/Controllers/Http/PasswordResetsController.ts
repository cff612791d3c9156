import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath, deviceNameOf, logEvent, signIn } from '@ioc:WelcomeBack'
import { redirectAfterSignIn } from 'App/Controllers/redirectAfterSignIn'
import Mail from 'App/Models/Mail'
import MailedLink from 'App/Models/MailedLink'
import User from 'App/Models/User'
import { limitPasswordReset } from 'App/Models/RateLimit'
import ForgottenPasswordValidator from 'App/Validators/ForgottenPasswordValidator'
import NewPasswordValidator from 'App/Validators/NewPasswordValidator'

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
    await limitPasswordReset(request.ip(), email)
    const details = { return: afterSignInPath(request) }
    await Mail.replace({ kind: 'password-reset', recipient: email.toLowerCase(), details })
    session.flash('notice', sent)
    return response.redirect(request.url(true))
  }

  /** Uses nothing up: a program that scans mails may open the link. */
  public async edit({ params, response, view }: HttpContextContract) {
    const link = await MailedLink.living('password-reset', params.token)
    response.header('Referrer-Policy', 'no-referrer')
    if (!link) response.status(410)
    return view.render(link ? 'pages/password_resets/edit' : 'pages/password_resets/expired', { link })
  }

  public async update(ctx: HttpContextContract) {
    const { params, request, response, session } = ctx
    const { password } = await request.validate(NewPasswordValidator)
    const user = await User.resetPassword(
      params.token,
      password,
      deviceNameOf(request.header('user-agent', '')!),
    )
    if (!user) return response.redirect(request.url())

    await signIn(ctx, user)
    logEvent(ctx, 'password-change', { forgotten: true })
    session.flash('notice', changed)
    return redirectAfterSignIn(ctx)
  }
}
