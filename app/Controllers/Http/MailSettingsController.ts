import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import MailSettingsValidator from 'App/Validators/MailSettingsValidator'

export default class MailSettingsController {
  public async update({ auth, request, response, session }: HttpContextContract) {
    const { sign_in_mails: signInMails = false } = await request.validate(MailSettingsValidator)
    await auth.user!.merge({ signInMails }).save()
    session.flash(
      'notice',
      signInMails ? 'You get a mail after a new sign-in.' : 'You get no mail after a sign-in.',
    )
    return response.redirect('/account')
  }
}
