import type { Page } from './page'

/** A response that shows a page or a part of it. */
export interface Arrival {
  /** The session that it was rendered for. */
  session: Page
  /** Whether it replaces the main area of the page. */
  isWhole: boolean
  /** Whether its request changed nothing, so that it can be repeated. */
  isSafe: boolean
  /** Whether it is the sign-in page in place of a page that only signed-in viewers see. */
  needsSignIn: boolean
  address: string
}

/** `adopt`: show it, and take over its session. `insert`: show it, and check. `refuse`: do not show it, and recover. */
export type Reception = 'adopt' | 'insert' | 'refuse'

/**
 * Decides what happens to a response. A pure function. The session of a page is the one that the whole page was rendered
 * for: a part never changes it, and a part for another viewer is not shown.
 */
export function reception(page: Page, arrival: Arrival, isTyped: boolean): Reception {
  const { session, isWhole, isSafe, needsSignIn } = arrival
  if (needsSignIn) return isTyped || !isWhole ? 'refuse' : 'adopt'

  const isSameViewer = session.viewer === page.viewer
  if (isSameViewer && session.stamp === page.stamp) return 'adopt'
  if (isSameViewer || !isSafe) return isWhole ? 'adopt' : 'insert'
  return isWhole && !isTyped ? 'adopt' : 'refuse'
}
