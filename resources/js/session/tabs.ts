import { believed, onChange } from './page'

interface Hint {
  stamp: string
  isAuthenticated: boolean
}

let channel: BroadcastChannel | undefined

/**
 * Tells the other tabs which session this page is of, whenever that changes, and asks when one of them is of
 * another. What a tab says is a hint: only the server is believed.
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

/** Tells the other tabs of the session of this page; or of another one, that has just been opened here. */
export function tellTabs({ stamp, isAuthenticated }: Hint = believed()) {
  channel?.postMessage({ stamp, isAuthenticated } satisfies Hint)
}

/** Two guests have nothing to tell each other; anybody else's other session is worth a question. */
function isNews(hint: unknown): boolean {
  const page = believed()
  return isHint(hint) && hint.stamp !== page.stamp && (hint.isAuthenticated || page.isAuthenticated)
}

function isHint(data: unknown): data is Hint {
  const hint = data as Hint | null
  return typeof hint?.stamp === 'string' && typeof hint.isAuthenticated === 'boolean'
}
