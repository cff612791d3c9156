import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { rejection } from 'App/Validators/rejection'

const message = 'Wrong e-mail or password.'

export default class LoginValidator {
  public schema = schema.create({
    email: schema.string({ trim: true }, [rules.maxLength(254)]),
    password: schema.string({}, [rules.maxLength(200)]),
    remember_me: schema.boolean.optional(),
  })

  public messages = { '*': () => message }
}

export const wrongCredentials = () => rejection('email', message)
