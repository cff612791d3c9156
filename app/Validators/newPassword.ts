import { schema, rules } from '@ioc:Adonis/Core/Validator'

export const newPassword = () =>
  schema.string({}, [rules.minLength(10), rules.maxLength(200), rules.confirmed()])

export const passwordMessages = {
  'password.required': 'Enter a password.',
  'password.string': 'Enter text.',
  'password.minLength': 'Use at least 10 characters.',
  'password.maxLength': 'Use at most 200 characters.',
  'password_confirmation.confirmed': 'The passwords do not match.',
}
