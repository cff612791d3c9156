import { schema } from '@ioc:Adonis/Core/Validator'
import { currentPassword, currentPasswordMessages } from 'App/Validators/ConfirmationValidator'
import { newPassword, passwordMessages } from 'App/Validators/newPassword'

export default class PasswordValidator {
  public schema = schema.create({ current_password: currentPassword(), password: newPassword() })

  public messages = { ...currentPasswordMessages, ...passwordMessages }
}
