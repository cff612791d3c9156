import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import AccountValidator from 'App/Validators/AccountValidator'

export default class AccountsController {
  public async show({ view }: HttpContextContract) {
    return view.render('pages/accounts/show')
  }

  public async update({ auth, request, response, session }: HttpContextContract) {
    await auth.user!.merge(await request.validate(AccountValidator)).save()
    session.flash('notice', 'Your account is saved.')
    return response.redirect('/account')
  }
}
