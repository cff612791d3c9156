import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import User from 'App/Models/User'
import RegistrationValidator from 'App/Validators/RegistrationValidator'
import { signIn } from 'App/Session/signIn'

export default class RegistrationsController {
  public async create({ view }: HttpContextContract) {
    return view.render('pages/registrations/create')
  }

  public async store(ctx: HttpContextContract) {
    const user = await User.create(await ctx.request.validate(RegistrationValidator))
    return signIn(ctx, user)
  }
}
