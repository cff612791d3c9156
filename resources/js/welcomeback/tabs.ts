import type { AxiosResponse } from 'axios'
import { axios } from './environment'
import { onArrival, readPage } from './page'
import { changesSomething } from './sending'
import { isWarningOpen } from './warningDialog'

interface Hint {
  stamp: string
  isAuthenticated: boolean
}

let channel: BroadcastChannel | undefined

/**
 * Tells the other tabs which session this page belongs to, whenever the server rendered it or took what it sent, and asks
 * the server when one of them belongs to another, or may have extended the session that this page warns of. Messages of
 * tabs are hints only.
 */
export function listenToTabs(ask: () => void) {
  if (!('BroadcastChannel' in window)) return

  function open() {
    channel = new BroadcastChannel('session')
    channel.onmessage = ({ data }) => isNews(data) && ask()
  }
  open()
  tellTabs()
  onArrival(() => tellTabs())
  axios.interceptors.response.use(tellTabsOfChange)

  // An open channel would keep the page out of the back/forward cache.
  window.addEventListener('pagehide', () => channel?.close())
  window.addEventListener('pageshow', ({ persisted }) => persisted && open())
}

/** Tells the other tabs the session of this page, or another one that was just opened here. */
export function tellTabs({ stamp, isAuthenticated }: Hint = readPage()) {
  channel?.postMessage({ stamp, isAuthenticated } satisfies Hint)
}

function tellTabsOfChange(response: AxiosResponse) {
  if (changesSomething(response.config)) tellTabs()
  return response
}

/** Two guests' pages need not ask. Any other difference is worth a question. */
function isNews(hint: unknown): boolean {
  const page = readPage()
  if (!isHint(hint)) return false
  return isWarningOpen() || (hint.stamp !== page.stamp && (hint.isAuthenticated || page.isAuthenticated))
}

function isHint(data: unknown): data is Hint {
  const hint = data as Hint | null
  return typeof hint?.stamp === 'string' && typeof hint.isAuthenticated === 'boolean'
}
