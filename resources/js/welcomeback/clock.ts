const shortestSleepMs = 1_000

let before: { steady: number; wall: number } | undefined
let slept = 0

/**
 * Returns the milliseconds since the page was opened. They never go back. They count the time that the machine slept,
 * which `performance.now()` may leave out. Somebody who sets the machine's clock ahead looks like sleep.
 */
export function now(): number {
  const [steady, wall] = [performance.now(), Date.now()]
  const missed = before ? wall - before.wall - (steady - before.steady) : 0
  if (missed > shortestSleepMs) slept += missed
  before = { steady, wall }
  return steady + slept
}
