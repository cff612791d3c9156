import { check } from './check'
import { goTo, visit } from './navigate'
import { readPage } from './page'
import type { Arrival } from './reception'
import { confirm, expire, renew, signInHere, switchViewer } from './recover'
import { isAnythingTyped } from './typed'
import { verdict, type Verdict } from './verdict'

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

let rechecking: Promise<boolean> | undefined

/** Asks the server and acts on the verdict. Callers at the same time share one check. */
export function recheck(): Promise<boolean> {
  rechecking ??= check()
    .then((answer) => respond(verdict(readPage(), answer)))
    .finally(() => (rechecking = undefined))
  return rechecking
}

/** Acts on a response that is not shown. Returns whether its request can be sent again. */
export async function recoverFrom({ needsSignIn, address }: Arrival): Promise<boolean> {
  if (!needsSignIn) return recheck()
  return isAnythingTyped() ? signInHere(address) : visit(address)
}
