import { rememberFocus } from './focus'
import { parts } from './parts'

const root = () => document.documentElement
let restore: (() => void) | undefined

/** Hides the page while its viewer is unknown. Text, caret and scroll position stay. */
export function hidePage() {
  if (isHidden()) return
  parts()?.hideWarning()
  const restoreFocus = rememberFocus()
  const active = activeParts()
  setInert(active, true)
  root().classList.add('page-hidden')
  document.querySelector('#announcer')?.replaceChildren()
  restore = () => {
    setInert(active, false)
    restoreFocus()
  }
}

/** Shows the page again. Returns true. */
export function showPage(): true {
  if (!isHidden()) return true
  root().classList.remove('page-hidden')
  restore?.()
  return true
}

/** Hides a private page that goes into the back/forward cache: another user may come back to it. */
export function hideOnLeaving() {
  window.addEventListener('pagehide', ({ persisted }) => persisted && window.isAuthenticated && hidePage())
}

export const isHidden = () => root().classList.contains('page-hidden')

/** An open dialog does not become inert with the part of the page that contains it. */
function activeParts(): HTMLElement[] {
  const parts = document.querySelectorAll<HTMLElement>('body > *, dialog[open]')
  return [...parts].filter((part) => !part.inert && !part.matches('[data-welcome-back]'))
}

function setInert(parts: HTMLElement[], isInert: boolean) {
  for (const part of parts) part.inert = isInert
}
