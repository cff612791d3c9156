import { adapter, isTypedInApp } from './environment'
import { fieldOf, groupOf, isControl, isIgnored, pristineValueOf, textOf, valueOf } from './controls'
import { onRestored } from './restored'

/** The fields that a person has changed, with their values before. Null if a value cannot be read. */
const changed = new Map<Element, string | null>()
/** The values of the fields that a person is about to change. */
const before = new WeakMap<Element, string>()
let isSettingUp = false

/** Editors prevent these events and change their text themselves: then no event says that it changed. */
const attempts = ['keydown', 'beforeinput', 'paste', 'cut', 'drop']
const editingKeys = ['Enter', 'Backspace', 'Delete']

const ownDialogs = 'dialog[data-welcome-back]'
/** A form with errors is rendered with the typed text. It marks these fields. */
const shownAgain = `[data-typed]:not(${ownDialogs} *)`

/** Returns whether the page has text that a person typed, or another change that a person made and did not undo. */
export function isAnythingTyped(): boolean {
  return [...changed.keys()].some(isChanged) || isAnyShownAgain() || isTypedInApp()
}

/** Returns all texts that a person typed, for the clipboard. */
export function typedText(): string {
  const shown = document.querySelectorAll(shownAgain)
  const fields = new Set([...[...changed.keys()].filter(isChanged), ...shown])
  return [...fields].map(textOf).filter(Boolean).join('\n\n')
}

/** Starts to note what a person changes, wherever it is in the page. */
export function watchTyping() {
  for (const event of ['focusin', 'pointerdown', ...attempts]) listen(event, rememberValue)
  for (const event of attempts) listen(event, noteAttempt)
  for (const event of ['input', 'change']) listen(event, noteChange)
  adapter.onPartChange(ignoreSettingUp)
  onRestored((control) => changed.set(control, pristineValueOf(control)))
}

const listen = (type: string, listener: (event: Event) => void) =>
  window.addEventListener(type, listener, { capture: true, passive: true })

/** In a shadow root that is open, the first element of the path is the field. */
const targetOf = (event: Event) => event.composedPath()[0]

function rememberValue(event: Event) {
  const field = fieldOf(targetOf(event))
  // A script can set the value between two events of the focus.
  const isKnown = field && (changed.has(field) || (event.type === 'focusin' && before.has(field)))
  if (!field || isKnown || !event.isTrusted) return
  for (const each of groupOf(field)) before.set(each, valueOf(each))
}

function noteChange(event: Event) {
  const target = targetOf(event)
  const isByScript = !event.isTrusted && (isSettingUp || document.readyState !== 'complete')
  if (isByScript || !(target instanceof Element) || target.closest(ownDialogs)) return

  const field = fieldOf(target)
  if (field) groupOf(field).forEach(noteField)
  else if (event.isTrusted || target.localName.includes('-')) changed.set(target, null)
}

function noteAttempt(event: Event) {
  const { key } = event as KeyboardEvent
  const field = fieldOf(targetOf(event))
  const isEdit = key === undefined || key.length === 1 || editingKeys.includes(key)
  if (field && isEdit && event.isTrusted && !field.closest(ownDialogs)) groupOf(field).forEach(noteField)
}

function noteField(field: Element) {
  if (changed.has(field)) return
  const value = before.get(field) ?? (isControl(field) ? pristineValueOf(field) : null)
  changed.set(field, value)
}

/** A script that sets up a new part may send the events of a person. */
function ignoreSettingUp() {
  isSettingUp = true
  setTimeout(() => (isSettingUp = false))
}

function isChanged(field: Element): boolean {
  if (!field.isConnected) changed.delete(field)
  return field.isConnected && !isIgnored(field) && valueOf(field) !== changed.get(field)
}

function isAnyShownAgain(): boolean {
  return [...document.querySelectorAll(`[data-typed]:not(${ownDialogs} *)`)].some(
    (field) => !isIgnored(field),
  )
}
