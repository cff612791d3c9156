import { lastActivity } from './activity'
import { now } from './clock'
import type { About } from './deadline'
import { rememberFocus } from './focus'
import { hidePopovers } from './modal'

/** Escape means "stay", or "decline" near the end of the lifetime. */
type Actions = Record<'stay' | 'sign-in-again' | 'decline' | 'sign-out', () => void>

const spokenEverySeconds = 20
/** Keys belong to the text until nobody has pressed one for this long. */
const typingPauseMs = 1_000

interface Warning {
  dialog: HTMLDialogElement
  about: About
  spoken: number
  listeners: AbortController
  restoreFocus: () => void
  restorePopovers: () => void
}

let warning: Warning | undefined

export const isWarningOpen = () => warning !== undefined

/** Opens the warning or updates the seconds. */
export function showWarning(about: About, seconds: number, actions: Actions) {
  if (warning?.about !== about) {
    hideWarning()
    open(about, actions)
  }
  countDown(seconds)
}

export function countDown(seconds: number) {
  if (!warning) return
  part('clock').textContent = digits(seconds)
  if (!isToBeSpoken(seconds, warning.spoken)) return
  warning.spoken = seconds
  part('spoken').textContent = words(seconds)
}

export function showInWarning(message: string) {
  if (!warning) return
  part('failure').textContent = message
  part('failure').hidden = message === ''
}

export function setStaying(isStaying: boolean) {
  if (warning) buttons(warning.dialog)[0].ariaDisabled = String(isStaying)
}

/** Restores focus, caret and selection. */
export function hideWarning() {
  if (!warning) return
  const { dialog, listeners, restoreFocus, restorePopovers } = warning
  warning = undefined
  listeners.abort()
  dialog.close()
  restorePopovers()
  restoreFocus()
}

function open(about: About, actions: Actions) {
  const dialog = document.querySelector<HTMLDialogElement>('#session-warning')
  if (!dialog) return

  const listeners = new AbortController()
  const restoreFocus = rememberFocus()
  const restorePopovers = hidePopovers(() => dialog.showModal())
  warning = { dialog, about, spoken: Infinity, listeners, restoreFocus, restorePopovers }
  part('failure').hidden = true
  for (const element of dialog.querySelectorAll<HTMLElement>('[data-about]')) {
    element.hidden = !element.dataset.about!.split(' ').includes(about)
  }
  listen(dialog, actions, listeners.signal)
}

function listen(dialog: HTMLDialogElement, actions: Actions, signal: AbortSignal) {
  const escape = () => actions[warning!.about === 'lifetime' ? 'decline' : 'stay']()
  let typedAt = lastActivity()
  const press = ({ target }: Event) => {
    const { action } = (target as HTMLElement).closest<HTMLElement>('[data-action]')?.dataset ?? {}
    if (action) actions[action as keyof Actions]()
  }
  const key = (event: KeyboardEvent) => {
    if (now() - typedAt < typingPauseMs) {
      typedAt = now()
      return event.preventDefault()
    }
    // It would scroll the page behind.
    if (event.key === ' ' && !(event.target as Element).closest('button')) event.preventDefault()
    if (event.key === 'Tab') return keepFocus(event, buttons(dialog))
    if (event.key !== 'Escape') return
    // The browser and other dialogs must not handle it.
    event.preventDefault()
    event.stopImmediatePropagation()
    escape()
  }
  dialog.addEventListener('click', press, { signal })
  window.addEventListener('keydown', key, { signal, capture: true })
  // Some devices have a Back gesture.
  dialog.addEventListener('cancel', (event) => event.preventDefault(), { signal })
  dialog.addEventListener('cancel', escape, { signal })
}

/** Without this, Tab would move the focus to the buttons of the browser. At first the title has the focus. */
function keepFocus(event: KeyboardEvent, buttons: HTMLElement[]) {
  const at = buttons.indexOf(document.activeElement as HTMLElement)
  const next = event.shiftKey ? (at > 0 ? at - 1 : buttons.length - 1) : (at + 1) % buttons.length
  event.preventDefault()
  buttons[next].focus()
}

const part = (name: string) => warning!.dialog.querySelector<HTMLElement>(`[data-part=${name}]`)!
const buttons = (dialog: HTMLElement) => [...dialog.querySelectorAll<HTMLElement>('button:not([hidden])')]

/** Screen readers announce the time at first, then every 20 seconds, and at the start of the last 20. */
function isToBeSpoken(seconds: number, spoken: number) {
  return seconds > spoken || spoken - seconds >= spokenEverySeconds || (seconds <= 20 && spoken > 20)
}

/** Returns `1:02:05` for 3,725 seconds. */
function digits(seconds: number): string {
  const [hours, ...rest] = parts(seconds)
  const [minutes, ...others] = hours ? [hours, ...rest] : rest
  return [minutes, ...others.map((part) => String(part).padStart(2, '0'))].join(':')
}

/** Returns `1 hour 2 minutes 5 seconds` for 3,725 seconds. */
function words(seconds: number): string {
  const units = ['hour', 'minute', 'second']
  const spoken = parts(seconds).map(
    (part, index) => part && `${part} ${units[index]}${part === 1 ? '' : 's'}`,
  )
  return spoken.filter(Boolean).join(' ') || '0 seconds'
}

const parts = (seconds: number) => [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
