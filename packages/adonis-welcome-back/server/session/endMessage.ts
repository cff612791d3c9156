import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { endMessages } from './endReasons'
import Session from './Session'
import { stampOfCookie } from './stamp'

/** Returns why the visitor's session ended, in words. Only its signed cookie proves whose it was: anybody can link to a stamp. */
export async function endMessage({ request }: HttpContextContract): Promise<string> {
  const stamp = stampOfCookie(request)
  return endMessages[stamp ? await Session.endReasonOf(stamp) : 'expired']
}
