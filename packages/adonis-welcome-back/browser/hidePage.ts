import { rememberFocus } from './focus'
import { hideWarning } from './warningDialog'

const root = () => document.documentElement
let restore: (() => void) | undefined

/** Hides the page while its viewer is unknown. Text, caret and scroll position stay. */
export function hidePage() {
  if (isHidden()) return
  hideWarning()
  const restoreFocus = rememberFocus()
  const parts = activeParts()
  setInert(parts, true)
  root().classList.add('page-hidden')
  document.querySelector('#announcer')?.replaceChildren()
  restore = () => {
    setInert(parts, false)
    restoreFocus()
  }
}

export function showPage() {
  if (!isHidden()) return
  root().classList.remove('page-hidden')
  restore?.()
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
