import { wasReset } from './page'

let leaving = false

/** Returns whether the page is about to be replaced. */
export const isLeaving = () => leaving

/** Goes to an address. Returns false, because this page does not belong to the living session. */
export function visit(address: string): boolean {
  leaving = true
  location.assign(address)
  return false
}

/**
 * Replaces the page, so that Back does not return to it. Keeps the fragment. Returns false, because this page does not
 * belong to the living session.
 */
export function goTo(address: string): boolean {
  const target = new URL(address, location.href)
  target.hash = location.hash
  if (target.href === location.href) location.reload()
  else location.replace(target)
  leaving = true
  return false
}

/**
 * Goes to the reset, unless this page follows a reset for this session: then the browser sends no cookie. Returns whether
 * it goes.
 */
export function goToReset(): boolean {
  if (!wasReset()) goTo(`/go/auth/reset?${here()}`)
  return !wasReset()
}

export const goToSwitched = () => goTo(`/go/auth/switched?${here()}`)

/** The Referer can be missing or cut. */
const here = () => new URLSearchParams({ to: location.pathname + location.search })
