import { createHmac } from 'crypto'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Config from '@ioc:Adonis/Core/Config'

/** Returns the public name of a session: 43 characters that reveal nothing about its id. */
export const stampOf = (sessionId: string) => sign('session', sessionId)

/** Returns the public name of a user, the same in all sessions. */
export function viewerOf(userId: number): string {
  if (!viewers.has(userId)) {
    if (viewers.size === maxViewers) viewers.clear()
    viewers.set(userId, sign('viewer', String(userId)))
  }
  return viewers.get(userId)!
}

/** Returns the public name of the signed-in user, or an empty text for a guest. */
export const currentViewer = ({ auth }: Pick<HttpContextContract, 'auth'>) =>
  auth.user ? viewerOf(auth.user.id) : ''

const viewers = new Map<number, string>()
const maxViewers = 10_000

export function sign(kind: string, value: string) {
  return createHmac('sha256', Config.get('app.appKey')).update(`${kind}:${value}`).digest('base64url')
}
