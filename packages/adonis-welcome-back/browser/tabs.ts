import { onRender, readPage } from './page'
import { parts } from './parts'

interface Hint {
  stamp: string
  isAuthenticated: boolean
}

let channel: BroadcastChannel | undefined

/**
 * Sends the stamp of this page to the other tabs when the server has rendered it or accepted a change. Checks when
 * their stamp differs, or when the warning is open. Messages of tabs are only hints.
 */
export function listenToTabs(ask: () => void) {
  if (!('BroadcastChannel' in window)) return

  function open() {
    channel = new BroadcastChannel('session')
    channel.onmessage = ({ data }) => isRelevant(data) && ask()
  }
  open()
  notifyTabs()
  onRender(() => notifyTabs())

  // An open channel would keep the page out of the back/forward cache.
  window.addEventListener('pagehide', () => channel?.close())
  window.addEventListener('pageshow', ({ persisted }) => persisted && open())
}

/** Takes the session of this page, or a new one of this browser. */
export function notifyTabs({ stamp, isAuthenticated }: Hint = readPage()) {
  channel?.postMessage({ stamp, isAuthenticated } satisfies Hint)
}

/** If both pages are guests', no check is needed. */
function isRelevant(hint: unknown): boolean {
  const page = readPage()
  if (!isHint(hint)) return false
  return (
    parts()?.isWarningOpen() || (hint.stamp !== page.stamp && (hint.isAuthenticated || page.isAuthenticated))
  )
}

function isHint(data: unknown): data is Hint {
  const hint = data as Hint | null
  return typeof hint?.stamp === 'string' && typeof hint.isAuthenticated === 'boolean'
}
