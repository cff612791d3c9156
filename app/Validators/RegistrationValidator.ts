import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { newPassword, passwordMessages } from 'App/Validators/newPassword'
import { rejection } from 'App/Validators/rejection'

const notAnEmail = 'Enter an e-mail address, such as ada@example.com.'

export default class RegistrationValidator {
  public schema = schema.create({
    name: schema.string({ trim: true }, [rules.maxLength(80)]),
    email: schema.string({ trim: true }, [rules.email(), rules.maxLength(254), rules.regex(/^[^İ]*$/)]),
    password: newPassword(),
  })

  public messages = {
    'name.required': 'Enter your name.',
    'name.maxLength': 'Use at most 80 characters.',
    'name.string': 'Enter your name as text.',
    'email.required': notAnEmail,
    'email.string': notAnEmail,
    'email.email': notAnEmail,
    'email.maxLength': notAnEmail,
    // The one letter that is longer in lower case.
    'email.regex': notAnEmail,
    ...passwordMessages,
  }
}

export const takenEmail = () =>
  rejection('email', 'This e-mail has an account with another password. Sign in, or use another e-mail.')
