import { pristineValueOf, valueOf, type Control } from './controls'

/** The values of a control: untouched, when this script started, at the event `load`, and now. */
interface Values {
  pristine: string
  atStart: string | undefined
  atLoad: string | undefined
  now: string
}

/**
 * Returns whether the browser restored the value of a control. A pure function. Firefox and WebKit restore while they
 * read the page, Chromium after `load`. Scripts of the page fill in fields between the two.
 */
export function isRestored({ pristine, atStart, atLoad, now }: Values): boolean {
  return now !== pristine && (now === atStart || now !== atLoad)
}

/** Calls the listener with each control that the browser restored after a reload or on the way back, without events. */
export function onRestored(listener: (control: Control) => void) {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  if (!['reload', 'back_forward'].includes(navigation?.type)) return

  const atStart = values()
  let atLoad = atStart
  const wasRestored = (control: Control) =>
    isRestored({
      pristine: pristineValueOf(control),
      atStart: atStart.get(control),
      atLoad: atLoad.get(control),
      now: valueOf(control),
    })
  window.addEventListener('load', () => (atLoad = values()))
  window.addEventListener('pageshow', () => controls().filter(wasRestored).forEach(listener), { once: true })
}

const controls = () => [...document.querySelectorAll<Control>('input, textarea, select')]
const values = () => new Map(controls().map((control) => [control, valueOf(control)]))
