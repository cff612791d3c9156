import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { schema } from '@ioc:Adonis/Core/Validator'
import { currentPassword, currentPasswordMessages } from 'App/Validators/ConfirmationValidator'
import { newPassword, passwordMessages } from 'App/Validators/newPassword'

export default class PasswordValidator {
  public schema

  public messages = { ...currentPasswordMessages, ...passwordMessages }

  constructor({ auth }: HttpContextContract) {
    const { email, name } = auth.user!
    this.schema = schema.create({ current_password: currentPassword(), password: newPassword([email, name]) })
  }
}
