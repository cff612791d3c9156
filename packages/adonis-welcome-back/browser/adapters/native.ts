import { selectors } from '../environment'
import { hasSessionHead } from '../page'
import { mayBeSent } from '../resend'
import { isSafe, whileSending } from '../sending'
import type { Adapter } from './adapter'

type Submitter = HTMLButtonElement | HTMLInputElement
type Listener = Parameters<Adapter['onElement']>[1]

/** A page that is still there after this time is not replaced by the response: it was a download, for example. */
const longestNavigationMs = 30_000

const listeners: [selector: string, listener: Listener][] = []
/** What was pressed last in each form that is being sent. */
const pressed = new Map<HTMLFormElement, string>()
/** The form that the browser is sending now. */
let released: HTMLFormElement | undefined
/** That of the browser, which the option `formSubmit` replaces. */
let submitNow: (this: HTMLFormElement) => void

/**
 * Lets the browser send forms. Before a form that changes something is sent, the page asks the server, and recovers.
 * What ends after that goes the way without JavaScript: the server keeps the form.
 */
export const native: Adapter = {
  start() {
    submitNow = HTMLFormElement.prototype.submit
    window.addEventListener('submit', listenLast, true)
    window.addEventListener('pageshow', ({ persisted }) => persisted && pressed.clear())
  },

  whenIdle: async () => false,
  onPartChange() {},

  onElement(selector, listener) {
    listeners.push([selector, listener])
    document.querySelectorAll<HTMLElement>(selector).forEach(listener)
  },

  prepare(element) {
    for (const [selector, listener] of listeners) {
      const matching = [element, ...element.querySelectorAll('*')].filter((each) => each.matches(selector))
      matching.forEach((each) => listener(each as HTMLElement))
    }
  },

  submit(form) {
    const isOurs = isToBeAsked(form, null)
    if (isOurs) press(form, null, () => submitNow.call(form))
    return isOurs
  },

  signOut(element) {
    if (element instanceof HTMLFormElement) requestSubmit(element, null)
    else element.click()
    return new Promise((resolve) => setTimeout(resolve, longestNavigationMs, false))
  },

  forgetPages() {},
}

/** The listeners of the app come first: they may prevent that the form is sent. What is released, they know already. */
function listenLast(event: SubmitEvent) {
  if (event.target === released) return event.stopImmediatePropagation()
  window.removeEventListener('submit', ask)
  window.addEventListener('submit', ask)
}

function ask(event: SubmitEvent) {
  const form = event.target as HTMLFormElement
  const submitter = event.submitter as Submitter | null
  if (event.defaultPrevented || !isToBeAsked(form, submitter)) return

  event.preventDefault()
  press(form, submitter, () => release(form, submitter))
}

/** The browser itself sends what changes nothing, closes a dialog, goes to another site, or signs out. */
function isToBeAsked(form: HTMLFormElement, submitter: Submitter | null): boolean {
  const method = valueOf('method', form, submitter) ?? 'get'
  const { origin } = new URL(valueOf('action', form, submitter) || location.href, document.baseURI)
  const isChange = !isSafe(method) && method.toLowerCase() !== 'dialog'
  return isChange && origin === location.origin && hasSessionHead() && !form.matches(selectors.signOut)
}

/** A form can have a field with the name of a property. */
const valueOf = (name: string, form: HTMLFormElement, submitter: Submitter | null) =>
  submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name)

/** Sends a press after the server was asked, once. Another press of the form meanwhile takes its place. */
async function press(form: HTMLFormElement, submitter: Submitter | null, send: () => void) {
  const content = contentOf(form, submitter)
  if (pressed.get(form) === content) return

  pressed.set(form, content)
  const canBeSent = await whileSending(mayBeSent)
  if (pressed.get(form) !== content) return

  if (canBeSent && form.isConnected) send()
  if (canBeSent && !opensElsewhere(form, submitter)) setTimeout(forget, longestNavigationMs, form)
  else forget(form)
}

const forget = (form: HTMLFormElement) => pressed.delete(form)

function contentOf(form: HTMLFormElement, submitter: Submitter | null): string {
  const fields = [...new FormData(form)].filter(([name]) => name !== '_csrf' && name !== '_viewer')
  const button = submitter && [submitter.name, submitter.value, submitter.getAttribute('formaction')]
  return JSON.stringify([button, fields.map(([name, value]) => [name, described(value)])])
}

const described = (value: FormDataEntryValue) =>
  value instanceof File ? [value.name, value.size, value.lastModified] : value

const opensElsewhere = (form: HTMLFormElement, submitter: Submitter | null) =>
  !['', '_self', '_top', '_parent'].includes(valueOf('target', form, submitter)?.toLowerCase() ?? '')

/** Lets the browser send the form now. The app may have disabled or removed the button after the press. */
function release(form: HTMLFormElement, submitter: Submitter | null) {
  const isDisabled = submitter?.disabled
  if (submitter) submitter.disabled = false
  released = form
  requestSubmit(form, submitter?.form === form ? submitter : null)
  released = undefined
  if (submitter) submitter.disabled = isDisabled!
}

const requestSubmit = (form: HTMLFormElement, submitter: Submitter | null) =>
  HTMLFormElement.prototype.requestSubmit.call(form, submitter)
