import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import User from 'App/Models/User'
import LoginValidator, { wrongPair } from 'App/Validators/LoginValidator'
import { signIn, signOut } from 'App/Session/signIn'

export default class LoginsController {
  public async create({ view }: HttpContextContract) {
    return view.render('pages/logins/create')
  }

  public async store(ctx: HttpContextContract) {
    const { email, password, remember_me: remember } = await ctx.request.validate(LoginValidator)
    const user = await User.withCredentials(email, password)
    if (!user) throw wrongPair()
    return signIn(ctx, user, remember)
  }

  public async destroy(ctx: HttpContextContract) {
    await signOut(ctx)
    ctx.session.flash('notice', 'You are signed out.')
    return ctx.response.redirect('/')
  }
}
