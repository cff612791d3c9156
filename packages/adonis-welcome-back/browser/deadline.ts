/** The server's information about the end of a session, on the clock of the page. */
export interface Deadline {
  /** Seconds to the end without activity, and to the end of the lifetime. */
  expiresIn: number
  lifetimeIn: number
  /** Seconds from activity to the end. */
  age: number
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
  /** When somebody last pressed a key or a pointer in the page. */
  activeAt: number
  /** When the page last asked to extend the session, and how often without success since it was extended. */
  extension: { triedAt: number; failures: number }
  isVisible: boolean
}

/** Why a page warns: nobody used it, the server could not be asked to extend the session, or it is too old. */
export type About = 'idle' | 'unextended' | 'lifetime'

export type Step =
  | { do: 'nothing' }
  | { do: 'wait'; until: number }
  | { do: 'ask' }
  | { do: 'extend' }
  | { do: 'warn'; about: About; seconds: number; until: number }

/** After a sleep, the page notices within this time. */
const longestWaitMs = 10_000
/** If a timer is later than this, the machine slept. */
const latenessMs = 3_000
/** The first pause after an unclear answer. Each pause is twice as long as the one before. */
const shortestPauseMs = 5_000
const longestPauseMs = 60_000
/** The warning opens after such a pause of typing, and without it this long before the end. */
const typingPauseMs = 2_000
const lastMs = 20_000
/** The part of the age in which activity extends a session at most once. */
const extendedOnce = 0.1

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
  const extendAt = now < end ? nextExtension(deadline, moment) : Infinity
  if (extendAt <= now) return { do: 'extend' }
  if (now < warnFrom) return wait(now, Math.min(warnFrom, extendAt))
  if (now >= end) return ask(end, moment)
  if (!isChecked || expiresIn > warning) return ask(warnFrom, moment, end)
  if (now - decidedAt > latenessMs) return { do: 'ask' }
  return warn(deadline, moment, end)
}

/**
 * Returns when the page asks to extend the session because of activity: at once, after a failure later, and not before
 * a tenth of the age has passed since the session was extended. Infinity if it need not, or cannot.
 */
function nextExtension(deadline: Deadline, { activeAt, extension }: Moment): number {
  const { expiresIn, lifetimeIn, age } = deadline
  const { triedAt, failures } = extension
  const extendedAt = endOf(deadline) - age * 1_000
  if (activeAt < extendedAt + extendedOnce * age * 1_000 || expiresIn >= lifetimeIn) return Infinity
  return Math.max(activeAt, triedAt + Math.min(shortestPauseMs * 2 ** failures, longestPauseMs))
}

function warn(deadline: Deadline, moment: Moment, end: number): Step {
  const { now, activeAt } = moment
  const from = Math.min(activeAt + typingPauseMs, end - lastMs)
  if (now < from) return wait(now, from)

  const seconds = Math.ceil((end - now) / 1_000)
  return { do: 'warn', about: reason(deadline, moment), seconds, until: end - (seconds - 1) * 1_000 }
}

function reason(deadline: Deadline, moment: Moment): About {
  if (deadline.lifetimeIn <= deadline.warning) return 'lifetime'
  return nextExtension(deadline, moment) < Infinity ? 'unextended' : 'idle'
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
