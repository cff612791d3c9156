import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { newPassword, passwordMessages } from 'App/Validators/newPassword'

export default class RegistrationValidator {
  public schema = schema.create({
    name: schema.string({ trim: true }, [rules.maxLength(80)]),
    email: schema.string({ trim: true }, [
      rules.email(),
      rules.maxLength(254),
      rules.unique({ table: 'users', column: 'email', caseInsensitive: true }),
    ]),
    password: newPassword(),
  })

  public messages = {
    'name.required': 'Tell us what to call you.',
    'name.maxLength': 'A name has 80 characters at most.',
    'email.unique': 'There is an account with this e-mail already. Sign in instead?',
    'email.*': 'Write an e-mail address such as ada@example.com.',
    ...passwordMessages,
  }
}
