import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { logEvent, whileSignedIn } from '@ioc:WelcomeBack'
import { showMailedLink } from 'App/Controllers/showMailedLink'
import Mail from 'App/Models/Mail'
import MailedLink from 'App/Models/MailedLink'
import { countPassword, limitLink, resetPasswordCount } from 'App/Models/RateLimit'
import { saveUnique } from 'App/Models/saveUnique'
import EmailChangeValidator, {
  sameEmail,
  takenNewEmail,
  wrongEmailPassword,
} from 'App/Validators/EmailChangeValidator'

const sent =
  'A mail with a link is on its way to the new address. Your e-mail changes when you open the link and confirm it, within an hour.'

export default class EmailChangesController {
  public async store(ctx: HttpContextContract) {
    const { auth, request, response, session } = ctx
    const { new_email: email, email_password: password } = await request.validate(EmailChangeValidator)
    const [user, recipient] = [auth.user!, email.toLowerCase()]
    if (recipient === user.email) throw sameEmail()
    await countPassword(user.id, 'email_password')
    if (!(await user.hasPassword(password))) throw wrongEmailPassword()

    await resetPasswordCount(user.id)
    await limitLink(request.ip(), recipient, 'new_email')
    await whileSignedIn(ctx, (client) =>
      Mail.replace({ kind: 'email-change', userId: user.id, recipient }, client),
    )
    session.flash('notice', sent)
    return response.redirect('/account')
  }

  public async edit(ctx: HttpContextContract) {
    return showMailedLink(ctx, 'email-change', await this.linkOf(ctx), 'pages/email_changes/edit')
  }

  public async update(ctx: HttpContextContract) {
    const { auth, request, response, session } = ctx
    const link = await this.linkOf(ctx)
    let isChanged = false
    const change = () =>
      whileSignedIn(ctx, async (client) => void (isChanged = await auth.user!.changeEmail(link!, client)))
    if (link && !(await saveUnique(change))) throw takenNewEmail()
    if (!isChanged) return response.redirect(request.url())

    logEvent(ctx, 'email-change')
    session.flash('notice', 'Your e-mail is changed. Your former address gets a mail, too.')
    return response.redirect('/account')
  }

  /** The link works for its own user only: the new address alone must not be enough. */
  private async linkOf({ auth, params }: HttpContextContract) {
    const link = await MailedLink.living('email-change', params.token)
    return link?.userId === auth.user!.id ? link : null
  }
}
