import { schema, rules } from '@ioc:Adonis/Core/Validator'

export default class AccountValidator {
  public schema = schema.create({
    name: schema.string({ trim: true }, [rules.maxLength(80)]),
    bio: schema.string.nullable({ trim: true }, [rules.maxLength(5_000)]),
  })

  public messages = {
    'name.required': 'Tell us what to call you.',
    'name.string': 'A name is text.',
    'name.maxLength': 'A name has 80 characters at most.',
    'bio.string': 'What you write about yourself is text.',
    'bio.maxLength': 'What you write about yourself has 5,000 characters at most.',
  }
}
