import { ValidationException } from '@ioc:Adonis/Core/Validator'

export const rejection = (field: string, message: string) =>
  new ValidationException(true, { [field]: [message] })
