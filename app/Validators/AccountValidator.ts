import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { name, nameMessages } from 'App/Validators/name'

export default class AccountValidator {
  public schema = schema.create({
    name: name(),
    bio: schema.string.nullable({ trim: true }, [rules.maxLength(5_000)]),
  })

  public messages = {
    ...nameMessages,
    'bio.string': 'Enter text.',
    'bio.maxLength': 'Use at most 5,000 characters.',
  }
}
