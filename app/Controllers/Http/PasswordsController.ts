import Hash from '@ioc:Adonis/Core/Hash'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { deviceNameOf, logEvent, renewSession, whileSignedIn } from '@ioc:WelcomeBack'
import type User from 'App/Models/User'
import {
  countPassword,
  countRenewal,
  hasNewPassword,
  noteNewPassword,
  resetPasswordCount,
} from 'App/Models/RateLimit'
import { wrongPassword } from 'App/Validators/ConfirmationValidator'
import PasswordValidator from 'App/Validators/PasswordValidator'

export default class PasswordsController {
  public async update(ctx: HttpContextContract) {
    const { auth, request, response, session, visit } = ctx
    const { current_password: current, password } = await request.validate(PasswordValidator)
    await countPassword(auth.user!.id)
    if (!(await isRight(auth.user!, current, password))) throw wrongPassword()

    await resetPasswordCount(auth.user!.id)
    await countRenewal(auth.user!.id)
    await noteNewPassword(auth.user!.id)
    const [hash, device] = [await Hash.make(password), deviceNameOf(request.header('user-agent', '')!)]
    const keptFamily = visit.session!.family
    await whileSignedIn(ctx, (client) => auth.user!.changePassword(hash, client, { device, keptFamily }))
    renewSession(ctx, { passwordGiven: true })
    logEvent(ctx, 'password-change')
    session.flash('notice', 'Your password is changed. All other devices are signed out.')
    return response.redirect('/account')
  }
}

/** If the response is lost and the form is sent again, its current password is the old one. This is a second guess. */
async function isRight(user: User, current: string, password: string): Promise<boolean> {
  if (await user.hasPassword(current)) return true
  if (!(await hasNewPassword(user.id))) return false

  await countPassword(user.id)
  return user.hasPassword(password)
}
