import { Exception } from '@adonisjs/core/build/standalone'

export default class TooBusy extends Exception {
  constructor() {
    super('Too many passwords at once', 503, 'E_TOO_BUSY')
  }
}
