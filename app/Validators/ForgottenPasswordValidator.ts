import { schema } from '@ioc:Adonis/Core/Validator'
import { email, emailMessages } from 'App/Validators/email'

export default class ForgottenPasswordValidator {
  public schema = schema.create({ email: email() })

  public messages = emailMessages()
}
