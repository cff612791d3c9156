import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { endMessages } from '../session/endReasons'
import Session from '../session/Session'
import { stampOfCookie } from '../session/stamp'

/**
 * Returns why the visitor's session ended, in words; an empty text if it lives. Only its signed cookie proves whose it
 * was.
 */
export async function endMessage({ auth, request }: HttpContextContract): Promise<string> {
  if (auth.user) return ''
  const stamp = stampOfCookie(request)
  return endMessages[stamp ? await Session.endReasonOf(stamp) : 'expired']
}
