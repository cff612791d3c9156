import { schema } from '@ioc:Adonis/Core/Validator'
import { email, emailMessages } from 'App/Validators/email'
import { name, nameMessages } from 'App/Validators/name'
import { newPassword, passwordMessages } from 'App/Validators/newPassword'
import { rejection } from 'App/Validators/rejection'

export default class RegistrationValidator {
  public schema = schema.create({
    name: name(),
    email: email(),
    password: newPassword(),
  })

  public messages = {
    ...nameMessages,
    ...emailMessages(),
    ...passwordMessages,
  }
}

export const takenEmail = () =>
  rejection('email', 'This e-mail has an account with another password. Sign in, or use another e-mail.')
