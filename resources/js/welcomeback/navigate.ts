import { readPage, wasReset } from './page'
import { showPage } from './hidePage'

/**
 * Replaces the page, so that Back does not return to it. The fragment goes along, through every redirect. Returns
 * false: this page is not one of the living session.
 */
export function goTo(address: string): boolean {
  const target = new URL(address, location.href)
  target.hash = location.hash
  if (target.href === location.href) location.reload()
  else location.replace(target)
  return false
}

/** Goes to the reset, except from a page that was just reset for this session: that browser withholds its cookie. */
export function goToReset(): boolean {
  if (!wasReset()) return goTo(`/go/auth/reset?stamp=${readPage().stamp}`)
  showPage()
  return false
}

export const goToSwitched = () => goTo('/go/auth/switched')
