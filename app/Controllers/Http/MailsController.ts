import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import NotFound from 'App/Exceptions/NotFound'
import { deliver } from 'App/Mail/outbox'
import { mailbox } from 'App/Mail/mailbox'

/** The mails of this process, in development and tests. */
export default class MailsController {
  public async index({ view }: HttpContextContract) {
    await deliver()
    return view.render('pages/mails/index', { mails: mailbox })
  }

  /** Sends the HTML part as a mail program gets it. */
  public async show({ params, response }: HttpContextContract) {
    const mail = mailbox.find(({ id }) => id === params.id)
    if (!mail) throw new NotFound()
    return response.type('html').send(mail.html)
  }
}
