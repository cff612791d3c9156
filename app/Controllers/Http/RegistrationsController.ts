import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { logEvent, signIn } from '@ioc:WelcomeBack'
import { noticeSignIn } from 'App/Controllers/noticeSignIn'
import { redirectAfterSignIn } from 'App/Controllers/redirectAfterSignIn'
import User from 'App/Models/User'
import { countRegistration } from 'App/Models/RateLimit'
import RegistrationValidator, { takenEmail } from 'App/Validators/RegistrationValidator'

const ready = 'Your account is ready, and you are signed in.'
const known = 'You had an account already, and you are signed in to it.'

export default class RegistrationsController {
  public async create({ view }: HttpContextContract) {
    return view.render('pages/registrations/create')
  }

  /** With a taken e-mail this is an attempt to sign in. */
  public async store(ctx: HttpContextContract) {
    const fields = await ctx.request.validate(RegistrationValidator)
    const resetCounts = await countRegistration(ctx.request.ip(), fields.email)
    const { isNew, user } = await User.register(fields)
    if (!user) throw this.refusal(ctx)

    await resetCounts()
    await signIn(ctx, user)
    noticeSignIn(ctx, user, { isTold: isNew })
    ctx.session.flash('notice', isNew ? ready : known)
    return redirectAfterSignIn(ctx)
  }

  private refusal(ctx: HttpContextContract) {
    logEvent(ctx, 'sign-in-failure')
    return takenEmail()
  }
}
