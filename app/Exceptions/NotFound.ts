import { Exception } from '@adonisjs/core/build/standalone'

export default class NotFound extends Exception {
  constructor() {
    super('Not found', 404, 'E_NOT_FOUND')
  }
}
