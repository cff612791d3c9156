import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { rejection } from 'App/Validators/rejection'

const message = 'That is not your password.'

export default class DeletionValidator {
  public schema = schema.create({ account_password: schema.string({}, [rules.maxLength(200)]) })

  public messages = { '*': () => message }
}

export const wrongAccountPassword = () => rejection('account_password', message)
