import { schema, rules } from '@ioc:Adonis/Core/Validator'

export default class AccountValidator {
  public schema = schema.create({
    name: schema.string({ trim: true }, [rules.maxLength(80)]),
    bio: schema.string.nullable({ trim: true }, [rules.maxLength(5_000)]),
  })

  public messages = {
    'name.required': 'Enter your name.',
    'name.string': 'Enter your name as text.',
    'name.maxLength': 'Use at most 80 characters.',
    'bio.string': 'Enter text.',
    'bio.maxLength': 'Use at most 5,000 characters.',
  }
}
