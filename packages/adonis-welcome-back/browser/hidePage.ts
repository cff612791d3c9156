import { selectors } from './environment'
import { rememberFocus } from './focus'
import { hideWarning } from './warningDialog'

const root = () => document.documentElement
let restoreFocus: (() => void) | undefined

/** Hides the page while its viewer is unknown. Text, caret and scroll position stay. */
export function hidePage() {
  if (isHidden()) return
  hideWarning()
  restoreFocus = rememberFocus()
  root().classList.add('page-hidden')
  for (const part of parts()) setHidden(part, true)
  document.querySelector('#announcer')?.replaceChildren()
}

export function showPage() {
  if (!isHidden()) return
  root().classList.remove('page-hidden')
  for (const part of parts()) setHidden(part, false)
  restoreFocus?.()
}

/** Hides a private page that goes into the back/forward cache: another user may come back to it. */
export function hideOnLeaving() {
  window.addEventListener('pagehide', ({ persisted }) => persisted && window.isAuthenticated && hidePage())
}

function setHidden(part: HTMLElement, isHidden: boolean) {
  part.inert = isHidden
  part.toggleAttribute('data-hidden', isHidden)
}

export const isHidden = () => root().classList.contains('page-hidden')
const parts = () => document.querySelectorAll<HTMLElement>(`${selectors.header}, ${selectors.main}`)
