import { createHmac, hash } from 'crypto'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import type { RequestContract } from '@ioc:Adonis/Core/Request'
import Config from '@ioc:Adonis/Core/Config'
import BoundedMap from '../BoundedMap'
import { idOf, UserId } from './userId'

const maxCached = 10_000

/** Returns the public name of a session: 43 characters that reveal nothing about its id. */
export const stampOf = (sessionId: string) => cached(ids, sessionId, () => sign('session', sessionId))!

/** Returns the stamp of the session in a request's cookie, or null. Verifies the same cookie once. */
export function stampOfCookie(request: RequestContract): string | null {
  const { cookieName } = Config.get('session')
  return cached(cookies, request.cookiesList()[cookieName], () => {
    const id = request.cookie(cookieName)
    return id ? stampOf(id) : null
  })
}

type Stamps = BoundedMap<string, string>

const [ids, cookies]: Stamps[] = [new BoundedMap(maxCached), new BoundedMap(maxCached)]

/**
 * Returns the stamp of an id or cookie, and makes it once. Keys are hashes, because both are secret. An empty text is no
 * key: two visitors without a cookie would share it.
 */
function cached(stamps: Stamps, secret: string | undefined, make: () => string | null): string | null {
  if (!secret) return null
  const digest = hash('sha256', secret)
  const known = stamps.get(digest)
  if (known) return known

  const stamp = make()
  if (stamp) stamps.set(digest, stamp)
  return stamp
}

/** Returns the public name of a user, the same in all sessions. */
export function viewerOf(userId: UserId): string {
  const id = String(userId)
  if (!viewers.has(id)) viewers.set(id, sign('viewer', id))
  return viewers.get(id)!
}

const viewers = new BoundedMap<string, string>(maxCached)

/** Returns the public name of the signed-in user, or an empty text for a guest. */
export const currentViewer = ({ auth }: Pick<HttpContextContract, 'auth'>) =>
  auth.user ? viewerOf(idOf(auth.user)) : ''

export function sign(kind: string, value: string) {
  return createHmac('sha256', Config.get('app.appKey')).update(`${kind}:${value}`).digest('base64url')
}
