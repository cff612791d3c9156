import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Session from 'App/Models/Session'
import User from 'App/Models/User'
import LoginValidator, { wrongPair } from 'App/Validators/LoginValidator'
import { endings } from 'App/Session/endings'
import { isAnythingKept } from 'App/Session/forms'
import { countSignIn } from 'App/Session/limits'
import { record } from 'App/Session/record'
import { signIn, signOut } from 'App/Session/signIn'

export default class LoginsController {
  public async create({ request, session, view }: HttpContextContract) {
    const ended = endings[await Session.endingOf(request.qs().stamp)]
    return view.render('pages/logins/create', { ended, isAnythingKept: isAnythingKept(session) })
  }

  public async store(ctx: HttpContextContract) {
    const { email, password, remember_me: remember } = await ctx.request.validate(LoginValidator)
    const forgive = await countSignIn(ctx.request.ip(), email)
    const user = await User.withCredentials(email, password)
    if (!user) throw this.refusal(ctx)

    await forgive()
    return signIn(ctx, user, remember)
  }

  public async destroy(ctx: HttpContextContract) {
    await signOut(ctx)
    ctx.session.flash('notice', 'You are signed out.')
    return ctx.response.redirect('/')
  }

  private refusal(ctx: HttpContextContract) {
    record(ctx, 'sign-in-failure')
    return wrongPair()
  }
}
