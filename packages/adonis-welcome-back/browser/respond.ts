import { goTo } from './navigate'
import { confirm, expire, renew, switchViewer } from './recover'
import { isAnythingTyped } from './typed'
import type { Verdict } from './verdict'

/**
 * Acts on a verdict. Returns whether the page belongs to the living session and to its own viewer, so that its forms
 * can be sent.
 */
export async function respond(verdict: Verdict): Promise<boolean> {
  switch (verdict) {
    case 'current':
      return confirm()
    case 'renewed':
      return renew()
    case 'signed-in':
      return isAnythingTyped() ? renew() : goTo(location.href)
    case 'expired':
      return expire()
    case 'switched':
      return switchViewer()
    case 'unknown':
      return false
  }
}
