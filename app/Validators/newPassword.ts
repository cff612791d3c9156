import { schema, rules } from '@ioc:Adonis/Core/Validator'

export const newPassword = () =>
  schema.string({}, [rules.minLength(10), rules.maxLength(200), rules.confirmed()])

export const passwordMessages = {
  'password.required': 'Choose a password.',
  'password.string': 'A password is text.',
  'password.minLength': 'A password has 10 characters or more.',
  'password.maxLength': 'A password has 200 characters at most.',
  'password_confirmation.confirmed': 'The two passwords differ.',
}
