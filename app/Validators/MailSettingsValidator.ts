import { schema } from '@ioc:Adonis/Core/Validator'

export default class MailSettingsValidator {
  public schema = schema.create({ sign_in_mails: schema.boolean.optional() })

  public messages = { '*': () => 'Choose yes or no.' }
}
