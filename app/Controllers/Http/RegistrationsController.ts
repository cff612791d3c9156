import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import User from 'App/Models/User'
import RegistrationValidator from 'App/Validators/RegistrationValidator'
import { countRegistration } from 'App/RateLimits'

const notice =
  'Your account is ready, and you can sign in. If this e-mail had one before, that one is as it was.'

export default class RegistrationsController {
  public async create({ view }: HttpContextContract) {
    return view.render('pages/registrations/create')
  }

  /** Says the same whether or not the e-mail was taken: who has an account here is nobody's business. */
  public async store({ request, response, session }: HttpContextContract) {
    const fields = await request.validate(RegistrationValidator)
    await countRegistration(request.ip(), fields.email)
    await User.register(fields)
    session.flash({ notice, typed: { email: fields.email } })
    return response.redirect().withQs().toRoute('logins.create')
  }
}
