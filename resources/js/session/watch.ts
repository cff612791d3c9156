import { settled } from '../site/unpoly'
import { check, type Answer } from './check'
import { believed } from './page'

const quiet = 5_000

/**
 * Asks whenever somebody comes back to the page, at most every 5,000 ms and one request at a time, and hands
 * the answer to `act`. The last return of a storm is answered too, when the quiet is over. An answer that was
 * overtaken, by a newer question or by the page itself, is dropped and asked for again.
 * A failure's page believes nothing and is never judged. Returns what asks at once, for those who know that something changed.
 */
export function watch(act: (answer: Answer) => void): () => Promise<void> {
  let isAsking = false
  let isOvertaken = false
  let asked = -Infinity
  let later: ReturnType<typeof setTimeout> | undefined

  async function ask() {
    if (!believed().stamp) return
    isOvertaken = true
    if (isAsking) return

    isAsking = true
    while (isOvertaken) await askOnce()
    isAsking = false
  }

  async function askOnce() {
    isOvertaken = false
    asked = performance.now()
    const { stamp } = believed()
    const answer = await check()
    if (await settled()) isOvertaken = true
    if (believed().stamp !== stamp) isOvertaken = true
    if (!isOvertaken) act(answer)
  }

  function askSoon() {
    const wait = asked + quiet - performance.now()
    if (wait <= 0) return ask()
    later ??= setTimeout(() => {
      later = undefined
      ask()
    }, wait)
  }

  window.addEventListener('focus', askSoon)
  window.addEventListener('online', askSoon)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && askSoon())
  window.addEventListener('pageshow', ({ persisted }) => persisted && ask())
  return ask
}
