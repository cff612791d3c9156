import { DateTime } from 'luxon'

/** Returns "2 hours ago", or the day in UTC if that is a week ago or more. */
export function timeAgo(at: DateTime): string {
  const { days, minutes } = DateTime.now().diff(at, ['days', 'minutes'])
  if (days >= 7) return at.toUTC().toFormat('d LLLL yyyy')
  return days === 0 && minutes < 1 ? 'just now' : at.toRelative({ locale: 'en' })!
}
