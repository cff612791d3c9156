import { axios } from './environment'
import type { Ends, Page } from './page'

/** What the server says about the session, or that it gave no clear answer. */
export type Answer = (Page & Pick<Ends, 'expiresIn' | 'lifetimeIn'>) | 'unknown'

const timeoutMs = 5_000

/**
 * Asks the server who is signed in, and changes nothing there. Returns `unknown` for anything but a 200 with the body
 * `true` or `false`: a lost network, a time-out (5,000 ms), a page of a proxy. Never throws.
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

/** Returns the seconds to both ends of the session, NaN without a session. */
export const endsIn = (headers: Record<string, any>) => ({
  expiresIn: parseFloat(headers['x-session-expires-in']),
  lifetimeIn: parseFloat(headers['x-session-lifetime-in']),
})
