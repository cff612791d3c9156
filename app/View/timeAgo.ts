import { DateTime } from 'luxon'

export function timeAgo(at: DateTime): string {
  const { days, minutes } = DateTime.now().diff(at, ['days', 'minutes'])
  if (days >= 7) return at.toUTC().toFormat('d LLLL yyyy')
  return days === 0 && minutes < 1 ? 'just now' : at.toRelative({ locale: 'en' })!
}
