import { ValidationException } from '@ioc:Adonis/Core/Validator'

/** A form refused for a reason that only the database knows, shown beside the field like any other. */
export const rejection = (field: string, message: string) =>
  new ValidationException(true, { [field]: [message] })
