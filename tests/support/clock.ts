const { now } = Date
let stoppedAt: number

/** Stops the clock of this process. Returns a function that lets it run again. */
export function stopClock() {
  stoppedAt = now()
  Date.now = () => stoppedAt
  return () => void (Date.now = now)
}

export const advanceClock = (milliseconds: number) => void (stoppedAt += milliseconds)
