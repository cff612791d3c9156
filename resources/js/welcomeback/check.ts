import { axios } from './environment'
import type { Ends, Page } from './page'

/** What the server says about the session, or that it gave no clear answer. */
export type Answer = (Page & Pick<Ends, 'expiresIn' | 'lifetimeIn'>) | 'unknown'

const timeoutMs = 5_000

/**
 * Asks the server who is signed in, which changes nothing there. Returns `unknown` for anything but a 200 whose body is
 * exactly `true` or `false`: a lost network, a time-out (5,000 ms), a proxy's page. It never throws.
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

/** Returns the seconds to both ends of the session that an answer of the server names; NaN where it names none. */
export const endsIn = (headers: Record<string, any>) => ({
  expiresIn: parseFloat(headers['x-session-expires-in']),
  lifetimeIn: parseFloat(headers['x-session-lifetime-in']),
})
