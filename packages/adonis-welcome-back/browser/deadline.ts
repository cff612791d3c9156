/** The server's information about the end of a session, on the clock of the page. */
export interface Deadline {
  /** Seconds to the end without activity, and to the end of the lifetime. */
  expiresIn: number
  lifetimeIn: number
  /** How many seconds before the end to warn; 0 for no warning. */
  warning: number
  /** In milliseconds. */
  receivedAt: number
  /** Whether it comes from the check, and the timer has run without a gap since. */
  isChecked: boolean
}

export interface Moment {
  now: number
  /** When the page last decided what to do. */
  decidedAt: number
  /** When the page last checked because of the deadline. */
  checkedAt: number
  isVisible: boolean
}

export type Step =
  | { do: 'nothing' }
  | { do: 'wait'; until: number }
  | { do: 'ask' }
  | { do: 'warn'; about: 'idle' | 'lifetime'; seconds: number; until: number }

/** After a sleep, the page notices within this time. */
const longestWaitMs = 10_000
/** If a timer is later than this, the machine slept. */
const latenessMs = 3_000
/** The first pause after an unclear answer. Each pause is twice as long as the one before. */
const shortestPauseMs = 5_000

/** Returns when the session ends. */
export const endOf = ({ receivedAt, expiresIn }: Deadline) => receivedAt + expiresIn * 1_000

/**
 * Decides what a page does next about the end of its session. A pure function. A timer is only a reason to check: the
 * page warns only after the check has confirmed that the end is near, while its timer runs without a gap.
 */
export function nextStep(deadline: Deadline, moment: Moment): Step {
  const { expiresIn, warning, isChecked } = deadline
  const { now, decidedAt, isVisible } = moment
  const end = endOf(deadline)
  const warnFrom = end - warning * 1_000

  if (!isVisible) return { do: 'nothing' }
  if (now < warnFrom) return wait(now, warnFrom)
  if (now >= end) return ask(end, moment)
  if (!isChecked || expiresIn > warning) return ask(warnFrom, moment, end)
  if (now - decidedAt > latenessMs) return { do: 'ask' }
  return warn(deadline, now, end)
}

function warn({ lifetimeIn, warning }: Deadline, now: number, end: number): Step {
  const seconds = Math.ceil((end - now) / 1_000)
  const about = lifetimeIn <= warning ? 'lifetime' : 'idle'
  return { do: 'warn', about, seconds, until: end - (seconds - 1) * 1_000 }
}

/** Checks once at that time, then after growing pauses. */
function ask(from: number, { now, checkedAt }: Moment, end = Infinity): Step {
  const again = checkedAt < from ? now : checkedAt + Math.max(shortestPauseMs, checkedAt - from)
  return again <= now ? { do: 'ask' } : wait(now, Math.min(again, end))
}

const wait = (now: number, until: number): Step => ({
  do: 'wait',
  until: Math.min(until, now + longestWaitMs),
})
