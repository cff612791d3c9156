import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

const message = 'Confirm your password first. Then sign the devices out.'

/** Asks for the password, unless it was given in the last 10 minutes or the viewer ends their own session. */
export default class Confirmed {
  public async handle({ params, response, session, visit }: HttpContextContract, next: () => Promise<void>) {
    const { isConfirmed, stamp, deviceId } = visit.session!
    if (isConfirmed || [stamp, deviceId].includes(params.device)) return next()

    session.flash('errors', { current_password: [message] })
    return response.redirect('/account/sessions')
  }
}
