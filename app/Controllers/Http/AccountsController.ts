import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { logEvent, signOut, whileSignedIn } from '@ioc:WelcomeBack'
import { countPassword } from 'App/Models/RateLimit'
import AccountValidator from 'App/Validators/AccountValidator'
import DeletionValidator, { wrongAccountPassword } from 'App/Validators/DeletionValidator'

export default class AccountsController {
  public async show({ view }: HttpContextContract) {
    return view.render('pages/accounts/show')
  }

  public async update({ auth, request, response, session }: HttpContextContract) {
    await auth.user!.merge(await request.validate(AccountValidator)).save()
    session.flash('notice', 'Your account is saved.')
    return response.redirect('/account')
  }

  public async destroy(ctx: HttpContextContract) {
    const { auth, request, response, session } = ctx
    const { account_password: password } = await request.validate(DeletionValidator)
    await countPassword(auth.user!.id, 'account_password')
    if (!(await auth.user!.hasPassword(password))) throw wrongAccountPassword()

    await whileSignedIn(ctx, (client) => auth.user!.deleteAccount(client))
    logEvent(ctx, 'account-deletion')
    await signOut(ctx)
    session.flash('notice', 'Your account is deleted, with your comments.')
    return response.redirect('/')
  }
}
