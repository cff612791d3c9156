import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { Exception } from '@adonisjs/core/build/standalone'

const kinds = ['urlencoded', 'json']
const maxBytes = 64 * 1024

/** The limit applies to the text before encoding: an encoded form is up to three times as long. */
export default class BodyLimit {
  public async handle({ request }: HttpContextContract, next: () => Promise<void>) {
    const isEmpty = request.header('content-length', '0') === '0' && !request.header('transfer-encoding')
    if (!isEmpty && !request.is(kinds)) throw new Exception('Neither a form nor JSON', 415)
    if (sizeOf(request.raw() ?? '') > maxBytes) throw new Exception('A form that is too long', 413)
    await next()
  }
}

const sizeOf = (encoded: string) => Buffer.byteLength(encoded.replace(/%[\da-f]{2}/gi, '.'))
