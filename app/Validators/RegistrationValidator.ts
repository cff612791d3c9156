import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { email, emailMessages } from 'App/Validators/email'
import { newPassword, passwordMessages } from 'App/Validators/newPassword'
import { rejection } from 'App/Validators/rejection'

export default class RegistrationValidator {
  public schema = schema.create({
    name: schema.string({ trim: true }, [rules.maxLength(80)]),
    email: email(),
    password: newPassword(),
  })

  public messages = {
    'name.required': 'Enter your name.',
    'name.maxLength': 'Use at most 80 characters.',
    'name.string': 'Enter your name as text.',
    ...emailMessages(),
    ...passwordMessages,
  }
}

export const takenEmail = () =>
  rejection('email', 'This e-mail has an account with another password. Sign in, or use another e-mail.')
