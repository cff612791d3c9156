import type { Ends, Page } from './page'
import { request } from './request'

/** The response of the server about the session, or `unknown`. */
export type Answer = (Page & Pick<Ends, 'expiresIn' | 'lifetimeIn'>) | 'unknown'

/**
 * Asks the server who is signed in, and changes nothing there. Returns `unknown` unless the response is a 200 with the
 * body `true` or `false`: after a lost network, a timeout, or a page of a proxy. Never throws.
 */
export async function check(timeoutMs = 5_000): Promise<Answer> {
  try {
    const response = await request('/api/user/check', timeoutMs)
    const text = await response.text()
    if (response.status !== 200 || !['true', 'false'].includes(text)) return 'unknown'

    const { headers } = response
    return {
      isAuthenticated: text === 'true',
      stamp: headers.get('X-Session-Stamp') ?? '',
      viewer: headers.get('X-Session-Viewer') ?? '',
      ...endsIn(headers),
    }
  } catch {
    return 'unknown'
  }
}

/** Returns the seconds to the end of the session and of its lifetime, NaN without a session. */
export const endsIn = (headers: Headers) => ({
  expiresIn: parseFloat(headers.get('X-Session-Expires-In') ?? ''),
  lifetimeIn: parseFloat(headers.get('X-Session-Lifetime-In') ?? ''),
})
