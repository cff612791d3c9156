import { check } from './check'
import { showPage } from './hidePage'
import { goTo, goToReset, visit } from './navigate'
import { readPage } from './page'
import { loadParts, parts } from './parts'
import type { Arrival } from './reception'
import { isAnythingTyped } from './typed'
import { verdict, type Verdict } from './verdict'

/**
 * Acts on a verdict. Returns whether the page belongs to the living session and to its own viewer, so that its forms
 * can be sent.
 */
export async function respond(verdict: Verdict): Promise<boolean> {
  if (verdict === 'unknown') return false
  if (verdict === 'current' && !parts()) return showPage()
  if (verdict === 'signed-in' && !isAnythingTyped()) return goTo(location.href)

  const loaded = await loadParts()
  if (loaded) return loaded.recover(verdict)
  if (verdict === 'expired' && !isAnythingTyped()) goToReset()
  return false
}

/** Opens the sign-in dialog. A viewer who leaves it goes to an address, or to the reset. */
export async function signInHere(address?: string): Promise<boolean> {
  const loaded = await loadParts()
  return loaded ? loaded.signInHere(address) : false
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
