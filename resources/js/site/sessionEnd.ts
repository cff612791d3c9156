import { show } from './times'

type Ends = Record<'expiresIn' | 'lifetimeIn', number>

const aMinute = 60_000

/** Updates the shown times when the session is extended. */
document.addEventListener('session:ends', (event) => {
  const ends = (event as CustomEvent<Ends>).detail
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-end]:not([data-end=""])')) {
    const at = new Date(Date.now() + ends[time.dataset.end as keyof Ends] * 1_000)
    if (Math.abs(at.getTime() - Date.parse(time.dateTime)) > aMinute) show(time, at)
  }
  const about = ends.expiresIn < ends.lifetimeIn ? 'idle' : 'lifetime'
  for (const words of document.querySelectorAll<HTMLElement>('#session-end [data-about]')) {
    if (words.hidden === (words.dataset.about === about)) words.hidden = !words.hidden
  }
})
