const shortestSleepMs = 1_000

let before: { steady: number; wall: number } | undefined
let slept = 0

/**
 * Returns the milliseconds since the page was opened, the time of sleep included, which `performance.now()` may leave
 * out. Never decreases. A machine whose clock is set ahead looks as if it had slept.
 */
export function now(): number {
  const [steady, wall] = [performance.now(), Date.now()]
  const missed = before ? wall - before.wall - (steady - before.steady) : 0
  if (missed > shortestSleepMs) slept += missed
  before = { steady, wall }
  return steady + slept
}
