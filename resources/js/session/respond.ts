import { cloak, uncloak } from './cloak'
import { askToSignIn, closeDialog, isAsking, offerReload } from './dialog'
import { latest } from './latest'
import { believed, takeOver, wasReset } from './page'
import { isSending } from './sending'
import { tellTabs } from './tabs'
import { somethingTyped } from './typed'
import type { Verdict } from './verdict'

/**
 * Does what a verdict asks of this page; nothing else navigates. Answers whether the page is one of the living
 * session and of the viewer it was rendered for, so that what it has to send can be sent.
 */
export async function respond(verdict: Verdict): Promise<boolean> {
  switch (verdict) {
    case 'current':
      return goOn()
    case 'renewed':
      return renew()
    case 'signed-in':
      return somethingTyped() ? renew() : go(location.href)
    case 'expired':
      return somethingTyped() || isSending() || isAsking() ? signInHere() : reset()
    case 'switched':
      return switchViewer()
    case 'unknown':
      return false
  }
}

/** Has the viewer sign in over the page, also for those who hold something to send. */
export async function signInHere(): Promise<boolean> {
  cloak()
  const outcome = await askToSignIn()
  if (outcome instanceof Document) {
    tellTabs(believed(outcome))
    return become(outcome)
  }
  if (outcome === 'left') return reset()
  if (outcome === 'failed') uncloak()
  return outcome === 'current'
}

/** Takes over the living session's stamp and token from the server, if it is still this viewer's. */
async function renew(): Promise<boolean> {
  const newer = await latest()
  return newer ? become(newer) : false
}

/** Goes on with the session that a newer page tells of, unless it is nobody's or somebody else's. */
async function become(newer: Document): Promise<boolean> {
  const [mine, theirs] = [believed().viewer, believed(newer).viewer]
  if (mine && !theirs) return respond('expired')
  if (mine && mine !== theirs) return switchViewer(newer)

  takeOver(newer)
  return goOn()
}

async function switchViewer(newer?: Document): Promise<boolean> {
  if (!somethingTyped()) return go('/go/auth/switched')

  const page = newer ?? (await latest())
  if (!page) return false

  cloak()
  await closeDialog('switched')
  return (await offerReload(page)) === 'agreed' && go('/go/auth/switched')
}

async function goOn(): Promise<boolean> {
  await closeDialog('current')
  uncloak()
  return true
}

/** A page that was just reset for this very session is not reset again: the browser withholds its cookie. */
function reset(): boolean {
  if (!wasReset()) return go(`/go/auth/reset?stamp=${believed().stamp}`)
  uncloak()
  return false
}

/** Replaces the page, so that Back does not lead to it. The fragment goes along, through every redirect. */
function go(address: string): boolean {
  const target = new URL(address, location.href)
  target.hash = location.hash
  if (target.href === location.href) location.reload()
  else location.replace(target)
  return false
}
