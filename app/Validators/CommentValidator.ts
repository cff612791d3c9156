import { schema, rules } from '@ioc:Adonis/Core/Validator'
import { rejection } from 'App/Validators/rejection'

export default class CommentValidator {
  public schema = schema.create({
    body: schema.string({ trim: true }, [rules.maxLength(10_000)]),
    _version: schema.string.optional(),
  })

  public messages = {
    'body.required': 'Enter a comment.',
    'body.string': 'Enter text.',
    'body.maxLength': 'Use at most 10,000 characters.',
  }
}

export const postedAlready = () => rejection('body', 'You already posted this comment.')

export const changedMeanwhile =
  'This comment was changed after you opened it here, so your text was not saved. Decide which text stays.'
