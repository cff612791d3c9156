import type { Page } from './page'

export type Verdict = 'expired' | 'current' | 'renewed' | 'switched' | 'signed-in' | 'unknown'

/**
 * Compares the session of a page with the answer of the check. A pure function. A remembered visitor without a session
 * has neither stamp nor viewer: the page is renewed.
 */
export function verdict(page: Page, answer: Page | 'unknown'): Verdict {
  if (answer === 'unknown') return 'unknown'
  if (page.isAuthenticated && !answer.isAuthenticated) return 'expired'
  if (!page.isAuthenticated && answer.isAuthenticated) return 'signed-in'
  if (page.isAuthenticated && answer.viewer && answer.viewer !== page.viewer) return 'switched'
  return answer.stamp === page.stamp ? 'current' : 'renewed'
}
