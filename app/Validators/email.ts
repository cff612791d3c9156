import { schema, rules } from '@ioc:Adonis/Core/Validator'

const message = 'Enter an e-mail address, such as ada@example.com.'

/** `İ` is the one letter that is longer in lower case. */
export const email = () =>
  schema.string({ trim: true }, [rules.email(), rules.maxLength(254), rules.regex(/^[^İ]*$/)])

export const emailMessages = (field = 'email') =>
  Object.fromEntries(
    ['required', 'string', 'email', 'maxLength', 'regex'].map((rule) => [`${field}.${rule}`, message]),
  )
