import { schema } from '@ioc:Adonis/Core/Validator'
import { rejection } from 'App/Validators/rejection'
import { newPassword, passwordMessages } from 'App/Validators/newPassword'

export default class NewPasswordValidator {
  public schema = schema.create({ password: newPassword() })

  public messages = passwordMessages
}

export const takenFormerEmail = () => rejection('password', 'Another account has this e-mail now.')
