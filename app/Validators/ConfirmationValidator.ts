import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { rejection } from 'App/Validators/rejection'

const message = 'Wrong current password.'

export const currentPassword = () => schema.string({}, [rules.maxLength(200)])

export const currentPasswordMessages = {
  'current_password.required': message,
  'current_password.string': message,
  'current_password.maxLength': message,
}

export default class ConfirmationValidator {
  public schema = schema.create({ current_password: currentPassword() })

  public messages = currentPasswordMessages
}

export const wrongPassword = () => rejection('current_password', message)
