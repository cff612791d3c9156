import { schema, rules } from '@ioc:Adonis/Core/Validator'
import type MailedLink from 'App/Models/MailedLink'
import { rejection } from 'App/Validators/rejection'
import { isGuessable } from 'App/Validators/guessable'

const guessable =
  'This password is easy to guess: many people use it, or it is your name, your e-mail or the name of this site.'

/** Takes words that the password must not be made of, besides `name` and `email` of the same form. */
export const newPassword = (words: string[] = []) =>
  schema.string({}, [rules.minLength(10), rules.maxLength(200), rules.notGuessable(words), rules.confirmed()])

export const passwordMessages = {
  'password.required': 'Enter a password.',
  'password.string': 'Enter text.',
  'password.minLength': 'Use at least 10 characters.',
  'password.maxLength': 'Use at most 200 characters.',
  'password.notGuessable': guessable,
  'password_confirmation.confirmed': 'The passwords do not match.',
}

/** For a form whose user is known only after its validation, by the link of a mail. */
export function refuseGuessable(password: string, link: MailedLink | null) {
  if (link && isGuessable(password, [link.email, link.user.name])) throw rejection('password', guessable)
}
