import { up } from './environment'

/** Copies messages into a live region that was there before: screen readers do not announce new regions. */
export function announceMessages() {
  const region = document.querySelector('#announcer')!
  up.compiler('.flash, .error', ({ textContent }: HTMLElement) => {
    const line = Object.assign(document.createElement('p'), { textContent })
    region.append(line)
    return () => line.remove()
  })
}
