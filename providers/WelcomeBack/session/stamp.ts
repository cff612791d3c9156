import { createHmac, hash } from 'crypto'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import type { RequestContract } from '@ioc:Adonis/Core/Request'
import Config from '@ioc:Adonis/Core/Config'
import BoundedMap from '../BoundedMap'

const maxKept = 10_000

/** Returns the public name of a session: 43 characters that reveal nothing about its id. */
export const stampOf = (sessionId: string) => sign('session', sessionId)

/** Returns the stamp of the session that a request's cookie names, or null. Verifies the same cookie once. */
export function stampOfCookie(request: RequestContract): string | null {
  const { cookieName } = Config.get('session')
  const cookie = request.plainCookie(cookieName, '', false)
  if (!cookie) return null

  // The cookie itself is a secret that memory need not keep.
  const digest = hash('sha256', cookie)
  const id = stamps.has(digest) ? null : request.cookie(cookieName)
  if (id) stamps.set(digest, stampOf(id))
  return stamps.get(digest) ?? null
}

const stamps = new BoundedMap<string, string>(maxKept)

/** Returns the public name of a user, the same in all sessions. */
export function viewerOf(userId: number): string {
  if (!viewers.has(userId)) viewers.set(userId, sign('viewer', String(userId)))
  return viewers.get(userId)!
}

const viewers = new BoundedMap<number, string>(maxKept)

/** Returns the public name of the signed-in user, or an empty text for a guest. */
export const currentViewer = ({ auth }: Pick<HttpContextContract, 'auth'>) =>
  auth.user ? viewerOf(auth.user.id) : ''

export function sign(kind: string, value: string) {
  return createHmac('sha256', Config.get('app.appKey')).update(`${kind}:${value}`).digest('base64url')
}
