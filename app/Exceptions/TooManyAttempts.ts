import { Exception } from '@adonisjs/core/build/standalone'

/** An attempt beyond the limit. `seconds` is the time until the next one is looked at; `field` is what was tried. */
export default class TooManyAttempts extends Exception {
  constructor(
    public seconds: number,
    public field: string,
  ) {
    super('Too many attempts', 429, 'E_TOO_MANY_ATTEMPTS')
  }
}
