import up from './unpoly'

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
// The pages are in English in any browser, with times as on the server.
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'long' })
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' })
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** Shows the server's UTC times in the visitor's time zone, with the exact time in the title. */
up.compiler('time', (time: HTMLTimeElement) => show(time, new Date(time.dateTime)))

export function show(time: HTMLTimeElement, at: Date) {
  time.dateTime = at.toISOString()
  time.title = exact.format(at)
  time.textContent = time.matches('.clock') ? dayAndTime(at) : inWords(at)
}

/** Returns "2 hours ago", or the date if the time is at least a week away. */
function inWords(at: Date): string {
  const seconds = (at.getTime() - Date.now()) / 1_000
  if (Math.abs(seconds) >= 7 * 86_400) return day.format(at)

  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? []
  return unit ? relative.format(Math.trunc(seconds / size!), unit) : 'just now'
}

/** Returns "today 22:59", or a date with the time if that day has no such name. */
function dayAndTime(at: Date): string {
  const days = Math.round((midnight(at) - midnight(new Date())) / 86_400_000)
  return `${Math.abs(days) <= 1 ? relative.format(days, 'day') : day.format(at)} ${clock.format(at)}`
}

const midnight = (at: Date) => new Date(at).setHours(0, 0, 0, 0)
