import { schema } from '@ioc:Adonis/Core/Validator'
import { newPassword, passwordMessages } from 'App/Validators/newPassword'

export default class NewPasswordValidator {
  public schema = schema.create({ password: newPassword() })

  public messages = passwordMessages
}
