import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { rejection } from 'App/Validators/rejection'

export default class CommentValidator {
  public schema = schema.create({
    body: schema.string({ trim: true }, [rules.maxLength(10_000)]),
  })

  public messages = {
    'body.required': 'Write something first.',
    'body.string': 'A comment is text.',
    'body.maxLength': 'A comment has 10,000 characters at most.',
  }
}

export const postedAlready = () => rejection('body', 'You already posted this comment.')
