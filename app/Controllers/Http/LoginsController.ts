import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { logEvent, signIn, signOut } from '@ioc:WelcomeBack'
import { noticeSignIn } from 'App/Controllers/noticeSignIn'
import { redirectAfterSignIn } from 'App/Controllers/redirectAfterSignIn'
import { countSignIn } from 'App/Models/RateLimit'
import User from 'App/Models/User'
import LoginValidator, { wrongCredentials } from 'App/Validators/LoginValidator'

export default class LoginsController {
  public async create({ view }: HttpContextContract) {
    return view.render('pages/logins/create')
  }

  public async store(ctx: HttpContextContract) {
    const { email, password, remember_me: remember } = await ctx.request.validate(LoginValidator)
    const resetCounts = await countSignIn(ctx.request.ip(), email)
    const user = await User.withCredentials(email, password)
    if (!user) throw this.refusal(ctx)

    await resetCounts()
    await signIn(ctx, user, remember)
    noticeSignIn(ctx, user)
    return redirectAfterSignIn(ctx)
  }

  public async destroy(ctx: HttpContextContract) {
    await signOut(ctx)
    ctx.session.flash('notice', 'You are signed out.')
    return ctx.response.redirect('/')
  }

  private refusal(ctx: HttpContextContract) {
    logEvent(ctx, 'sign-in-failure')
    return wrongCredentials()
  }
}
