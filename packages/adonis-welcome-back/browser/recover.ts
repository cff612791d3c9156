import {
  askToSignIn,
  closeDialog,
  isSignInAgainOpen,
  isSignInBackOpen,
  isSignInOpen,
  offerReload,
} from './dialog'
import { fetchPage } from './fetchPage'
import { hidePage, showPage } from './hidePage'
import { goToReset, goToSwitched, visit } from './navigate'
import { adopt, readPage } from './page'
import { isSending } from './sending'
import { notifyTabs } from './tabs'
import { isAnythingTyped } from './typed'
import type { Verdict } from './verdict'

/**
 * Each function returns whether the page belongs to the living session and to its own viewer, so that its forms can be
 * sent.
 */

/** Acts on a verdict of the check. */
export async function recover(verdict: Exclude<Verdict, 'unknown'>): Promise<boolean> {
  switch (verdict) {
    case 'current':
      return confirm()
    case 'renewed':
    case 'signed-in':
      return renew()
    case 'expired':
      return expire()
    case 'switched':
      return switchViewer()
  }
}

/** Goes to the reset, or opens the sign-in dialog if something is typed or being sent. */
async function expire(): Promise<boolean> {
  // The page is already hidden, and checks again when the dialog closes.
  if (isSignInAgainOpen()) return false
  return isAnythingTyped() || isSending() || isSignInOpen() ? signInHere() : leave()
}

/** Opens the sign-in dialog. A viewer who leaves it goes to an address, or to the reset. */
export async function signInHere(address?: string): Promise<boolean> {
  hidePage()
  const outcome = await askToSignIn()
  if (outcome instanceof Document) {
    notifyTabs(readPage(outcome))
    return adoptOrSwitch(outcome)
  }
  if (outcome === 'left') return address ? visit(address) : leave()
  if (outcome === 'failed') showPage()
  return outcome === 'current'
}

/** Opens the sign-in dialog while the session still lives. Closing the dialog shows the page again. */
export async function signInAgain(ask: () => void): Promise<boolean> {
  hidePage()
  const outcome = await askToSignIn('sign-in-again')
  if (outcome instanceof Document) {
    notifyTabs(readPage(outcome))
    return adoptOrSwitch(outcome)
  }
  ask()
  return false
}

/** Adopts the stamp and token of the living session, if it still belongs to this viewer. */
async function renew(): Promise<boolean> {
  const newer = await fetchPage()
  return newer ? adoptOrSwitch(newer) : false
}

/** Reloads as the new viewer. If something is typed, offers to, or to sign in as the page's viewer again. */
async function switchViewer(newer?: Document): Promise<boolean> {
  if (isSignInBackOpen()) return false
  if (!isAnythingTyped()) return goToSwitched()

  const page = newer ?? (await fetchPage())
  if (!page) return false

  hidePage()
  await closeDialog('switched')
  const outcome = await offerReload(page)
  if (outcome === 'reload') return goToSwitched()
  return outcome === 'sign-in' ? signInBack(page) : outcome === 'current'
}

/** Opens the sign-in dialog for the page's viewer. Leaving it leads back to the offer. */
async function signInBack(page: Document): Promise<boolean> {
  const outcome = await askToSignIn('sign-in-back', readPage(page))
  if (outcome instanceof Document) {
    notifyTabs(readPage(outcome))
    return adoptOrSwitch(outcome)
  }
  return outcome === 'left' || outcome === 'failed' ? switchViewer(page) : outcome === 'current'
}

/** Shows the page, which still belongs to the living session. */
async function confirm(): Promise<boolean> {
  return isSignInAgainOpen() || showCurrent()
}

/** After a reset in vain, the page is shown again. */
function leave(): boolean {
  if (!goToReset()) showPage()
  return false
}

async function showCurrent(): Promise<boolean> {
  await closeDialog('current')
  return showPage()
}

async function adoptOrSwitch(newer: Document): Promise<boolean> {
  const [mine, theirs] = [readPage().viewer, readPage(newer).viewer]
  if (mine && !theirs) return expire()
  if (mine && mine !== theirs) return switchViewer(newer)

  adopt(newer)
  return showCurrent()
}
