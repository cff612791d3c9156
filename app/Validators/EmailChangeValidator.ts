import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { email, emailMessages } from 'App/Validators/email'
import { rejection } from 'App/Validators/rejection'

const message = 'That is not your password.'

export default class EmailChangeValidator {
  public schema = schema.create({
    new_email: email(),
    email_password: schema.string({}, [rules.maxLength(200)]),
  })

  public messages = {
    ...emailMessages('new_email'),
    'email_password.required': message,
    'email_password.string': message,
    'email_password.maxLength': message,
  }
}

export const wrongEmailPassword = () => rejection('email_password', message)

export const sameEmail = () => rejection('new_email', 'This is your e-mail already.')

export const takenNewEmail = () => rejection('new_email', 'This e-mail has an account already.')
