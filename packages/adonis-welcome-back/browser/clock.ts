const shortestSleepMs = 1_000

let before: { steady: number; wall: number } | undefined
let slept = 0

/**
 * Returns the milliseconds since the page was opened, including sleep, which `performance.now()` may omit. Never
 * decreases. If the wall clock is set ahead, it counts as sleep.
 */
export function now(): number {
  const [steady, wall] = [performance.now(), Date.now()]
  const missed = before ? wall - before.wall - (steady - before.steady) : 0
  if (missed > shortestSleepMs) slept += missed
  before = { steady, wall }
  return steady + slept
}
