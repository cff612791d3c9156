import { readPage, onChange } from './page'

interface Hint {
  stamp: string
  isAuthenticated: boolean
}

let channel: BroadcastChannel | undefined

/**
 * Tells the other tabs which session this page belongs to, whenever that changes, and asks the server when one of them
 * belongs to another. Messages of tabs are hints only.
 */
export function listenToTabs(ask: () => void) {
  if (!('BroadcastChannel' in window)) return

  function open() {
    channel = new BroadcastChannel('session')
    channel.onmessage = ({ data }) => isNews(data) && ask()
  }
  open()
  tellTabs()
  onChange(() => tellTabs())

  // An open channel would keep the page out of the back/forward cache.
  window.addEventListener('pagehide', () => channel?.close())
  window.addEventListener('pageshow', ({ persisted }) => persisted && open())
}

/** Tells the other tabs the session of this page, or another one that was just opened here. */
export function tellTabs({ stamp, isAuthenticated }: Hint = readPage()) {
  channel?.postMessage({ stamp, isAuthenticated } satisfies Hint)
}

/** Two guests' pages need not ask. Any other difference is worth a question. */
function isNews(hint: unknown): boolean {
  const page = readPage()
  return isHint(hint) && hint.stamp !== page.stamp && (hint.isAuthenticated || page.isAuthenticated)
}

function isHint(data: unknown): data is Hint {
  const hint = data as Hint | null
  return typeof hint?.stamp === 'string' && typeof hint.isAuthenticated === 'boolean'
}
