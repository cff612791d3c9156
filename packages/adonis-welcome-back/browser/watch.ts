import { check, type Answer } from './check'
import { adapter } from './environment'
import { hasSessionHead, readPage } from './page'

const minIntervalMs = 5_000

/**
 * Sends one check at a time and passes the answer to `act`. Drops an answer and checks again if the page changed
 * meanwhile or another event came. Returns three functions: `ask` checks at once; `askSoon` at most once in 5,000 ms;
 * `askUnlessAsking` does nothing during a check.
 */
export function watch(act: (answer: Answer) => void) {
  let isAsking = false
  let isOutdated = false
  let checkedAt = -Infinity
  let later: ReturnType<typeof setTimeout> | undefined

  async function ask() {
    if (!hasSessionHead()) return
    isOutdated = true
    if (isAsking) return

    isAsking = true
    while (isOutdated) await askOnce()
    isAsking = false
  }

  async function askOnce() {
    isOutdated = false
    checkedAt = performance.now()
    const { stamp } = readPage()
    const answer = await check()
    if (await adapter.whenIdle()) isOutdated = true
    if (readPage().stamp !== stamp) isOutdated = true
    if (!isOutdated) act(answer)
  }

  function askSoon() {
    const wait = checkedAt + minIntervalMs - performance.now()
    if (wait <= 0) return ask()
    later ??= setTimeout(() => {
      later = undefined
      ask()
    }, wait)
  }

  return { ask, askSoon, askUnlessAsking: () => isAsking || ask() }
}

/** Checks when somebody comes back to the page. The app checks when the window gets the focus. */
export function checkOnReturn({ ask, askSoon }: Pick<ReturnType<typeof watch>, 'ask' | 'askSoon'>) {
  window.addEventListener('online', askSoon)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && askSoon())
  window.addEventListener('pageshow', ({ persisted }) => persisted && ask())
}
