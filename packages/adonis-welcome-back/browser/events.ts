import { adapter } from './environment'
import { onChange, readPage } from './page'

const minPauseMs = 1_000
const maxPauseMs = 60_000
const steadyMs = 30_000

/**
 * Keeps a stream of server-sent events open while a page with an element `data-sensitive` is visible and its viewer is
 * signed in. Checks when the server sends an event. Opens a lost stream again after pauses that grow from 1,000 to
 * 60,000 ms.
 */
export function listenToServer(ask: () => void) {
  let stream: EventSource | undefined
  let stamp = ''
  let opened = Infinity
  let pauseMs = minPauseMs
  let later: ReturnType<typeof setTimeout> | undefined

  function update() {
    const isOpen = stream && stamp === readPage().stamp
    if (isWanted() && isOpen) return
    close()
    if (isWanted()) open()
  }

  function open() {
    stamp = readPage().stamp
    opened = Infinity
    stream = new EventSource(`/api/user/events?stamp=${stamp}`)
    stream.onopen = () => (opened = performance.now())
    stream.addEventListener('change', ask)
    stream.onerror = reopen
  }

  /** Replaces the reconnection of the browser, whose pauses do not grow. */
  function reopen() {
    if (performance.now() - opened > steadyMs) pauseMs = minPauseMs
    close()
    later = setTimeout(update, pauseMs * (0.5 + Math.random() / 2))
    pauseMs = Math.min(2 * pauseMs, maxPauseMs)
  }

  function close() {
    clearTimeout(later)
    stream?.close()
    stream = undefined
  }

  document.addEventListener('visibilitychange', update)
  window.addEventListener('online', update)
  window.addEventListener('pageshow', update)
  // An open stream would keep the page out of the back/forward cache.
  window.addEventListener('pagehide', close)
  adapter.onPartChange(update)
  onChange(update)
  update()
}

function isWanted(): boolean {
  const isVisible = document.visibilityState === 'visible'
  return isVisible && readPage().isAuthenticated && document.querySelector('[data-sensitive]') !== null
}
