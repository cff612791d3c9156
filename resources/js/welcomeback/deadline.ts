/** What the server said about the end of a session. Times are milliseconds of the page's clock. */
export interface Deadline {
  /** Seconds to the end without activity, and to the end in any case. */
  expiresIn: number
  lifetimeIn: number
  /** How many seconds before the end to warn; 0 never. */
  warning: number
  /** When the server said so. */
  heard: number
  /** Whether the check said so, and nothing has made it doubtful since. */
  isChecked: boolean
}

export interface Moment {
  now: number
  /** When the page last decided what to do. */
  looked: number
  /** When it last asked because of the deadline. */
  asked: number
  isVisible: boolean
}

export type Step =
  | { do: 'nothing' }
  | { do: 'wait'; until: number }
  | { do: 'ask' }
  | { do: 'warn'; about: 'idle' | 'lifetime'; seconds: number; until: number }

/** A machine that slept is noticed this long after it wakes up, and no timer runs longer. */
const longestWaitMs = 10_000
/** A timer that comes later than this slept. */
const latenessMs = 3_000
/** An answer that was not clear is asked for again after this long, then after twice as long, and so on. */
const shortestPauseMs = 5_000

/** Returns when the session ends. */
export const endOf = ({ heard, expiresIn }: Deadline) => heard + expiresIn * 1_000

/**
 * Decides what a page does next about the end of its session. A timer is a reason to ask, never an answer: the page warns
 * only after the check has said that the end is near, and again only if it has counted without a gap since. Pure.
 */
export function nextStep(deadline: Deadline, moment: Moment): Step {
  const { expiresIn, warning, isChecked } = deadline
  const { now, looked, isVisible } = moment
  const end = endOf(deadline)
  const warnFrom = end - warning * 1_000

  if (!isVisible) return { do: 'nothing' }
  if (now < warnFrom) return wait(now, warnFrom)
  if (now >= end) return ask(end, moment)
  if (!isChecked || expiresIn > warning) return ask(warnFrom, moment, end)
  if (now - looked > latenessMs) return { do: 'ask' }
  return warn(deadline, now, end)
}

function warn({ lifetimeIn, warning }: Deadline, now: number, end: number): Step {
  const seconds = Math.ceil((end - now) / 1_000)
  const about = lifetimeIn <= warning ? 'lifetime' : 'idle'
  return { do: 'warn', about, seconds, until: end - (seconds - 1) * 1_000 }
}

/** Asks once the time to ask has come, and again only after growing pauses. */
function ask(from: number, { now, asked }: Moment, end = Infinity): Step {
  const again = asked < from ? now : asked + Math.max(shortestPauseMs, asked - from)
  return again <= now ? { do: 'ask' } : wait(now, Math.min(again, end))
}

const wait = (now: number, until: number): Step => ({
  do: 'wait',
  until: Math.min(until, now + longestWaitMs),
})
