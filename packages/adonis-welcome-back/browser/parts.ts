import { onRender } from './page'
import type { Asking } from './signedIn'

type Parts = typeof import('./signedIn')

let asking: Asking
let loading: Promise<Parts | undefined> | undefined
let loaded: Parts | undefined

/** Returns what only the page of a signed-in viewer needs, if it is loaded. */
export const parts = () => loaded

/**
 * Loads these parts after everything else as soon as the viewer is signed in, because the network may be gone when they
 * are needed. The first visit of a guest does not transfer them.
 */
export function loadWhenSignedIn(functions: Asking) {
  asking = functions
  const loadIfSignedIn = () => window.isAuthenticated && document.readyState === 'complete' && loadParts()
  window.addEventListener('load', loadIfSignedIn)
  onRender(loadIfSignedIn)
}

/** Returns the parts, or undefined if they cannot be loaded. The next call tries again. */
export function loadParts(): Promise<Parts | undefined> {
  loading ??= load().catch(() => (loading = undefined))
  return loading
}

async function load() {
  loaded = await import('./signedIn')
  loaded.start(asking)
  return loaded
}
