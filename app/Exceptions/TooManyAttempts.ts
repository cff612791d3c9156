import { Exception } from '@adonisjs/core/build/standalone'

/** `seconds`: until the next attempt counts. `field`: the form field that shows the message. `what`: in the message. */
export default class TooManyAttempts extends Exception {
  constructor(
    public seconds: number,
    public field: string,
    public what: string,
  ) {
    super('Too many attempts', 429, 'E_TOO_MANY_ATTEMPTS')
  }
}
