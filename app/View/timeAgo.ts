import type { DateTime } from 'luxon'

const minute = 60_000
const day = 24 * 60 * minute
const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', day],
  ['hour', 60 * minute],
  ['minute', minute],
]
const days = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const words = new Intl.RelativeTimeFormat('en')

/** The site speaks English, whatever the language of the server. */
export const inUtc = (at: DateTime, format: string) => at.toUTC().toFormat(format, { locale: 'en' })

export function timeAgo(at: DateTime): string {
  const passed = Date.now() - at.toMillis()
  if (passed >= 7 * day) return inUtc(at, 'd LLLL yyyy')
  const [unit, length] = units.find(([, duration]) => passed >= duration) ?? []
  return unit ? words.format(-Math.floor(passed / length!), unit) : 'just now'
}

/** Returns "today 22:59 UTC", or a date with the time if that day has no such name. */
export function dayAndTime(at: DateTime): string {
  const passed = Math.floor(at.toMillis() / day) - Math.floor(Date.now() / day)
  const named = Math.abs(passed) <= 1 ? days.format(passed, 'day') : inUtc(at, 'd LLLL yyyy')
  return `${named} ${inUtc(at, "HH:mm 'UTC'")}`
}
