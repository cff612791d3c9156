import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { newPassword, passwordMessages } from 'App/Validators/newPassword'
import { rejection } from 'App/Validators/rejection'

const message = 'That is not your current password.'

export default class PasswordValidator {
  public schema = schema.create({
    current_password: schema.string({}, [rules.maxLength(200)]),
    password: newPassword(),
  })

  public messages = {
    'current_password.required': message,
    'current_password.string': message,
    'current_password.maxLength': message,
    ...passwordMessages,
  }
}

export const wrongPassword = () => rejection('current_password', message)
