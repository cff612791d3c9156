import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import User from 'App/Models/User'
import RegistrationValidator, { taken } from 'App/Validators/RegistrationValidator'
import { countRegistration } from 'App/Session/limits'
import { signIn } from 'App/Session/signIn'

export default class RegistrationsController {
  public async create({ view }: HttpContextContract) {
    return view.render('pages/registrations/create')
  }

  public async store(ctx: HttpContextContract) {
    await countRegistration(ctx.request.ip())
    const user = await User.register(await ctx.request.validate(RegistrationValidator))
    if (!user) throw taken()
    return signIn(ctx, user)
  }
}
