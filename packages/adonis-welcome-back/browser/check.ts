import { axios } from './environment'
import type { Ends, Page } from './page'

/** The response of the server about the session, or `unknown`. */
export type Answer = (Page & Pick<Ends, 'expiresIn' | 'lifetimeIn'>) | 'unknown'

const timeoutMs = 5_000

/**
 * Asks the server who is signed in, and changes nothing there. Returns `unknown` unless the response is a 200 with the
 * body `true` or `false`: after a lost network, a timeout (5,000 ms), or a page of a proxy. Never throws.
 */
export async function check(): Promise<Answer> {
  try {
    const { status, data, headers } = await axios.get<string>('/api/user/check', {
      timeout: timeoutMs,
      responseType: 'text',
      transformResponse: (body) => body,
    })
    if (status !== 200 || !['true', 'false'].includes(data)) return 'unknown'

    return {
      isAuthenticated: data === 'true',
      stamp: headers['x-session-stamp'] ?? '',
      viewer: headers['x-session-viewer'] ?? '',
      ...endsIn(headers),
    }
  } catch {
    return 'unknown'
  }
}

/** Returns the seconds to the end of the session and of its lifetime, NaN without a session. */
export const endsIn = (headers: Record<string, any>) => ({
  expiresIn: parseFloat(headers['x-session-expires-in']),
  lifetimeIn: parseFloat(headers['x-session-lifetime-in']),
})
