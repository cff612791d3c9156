import { rememberFocus } from './focus'
import { isHidden } from './hidePage'

interface Modal {
  dialog: HTMLDialogElement
  onEscape: () => void
  restorePopovers: () => void
}

const stops = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
/** Events that other scripts take for a click beside their own dialog, or for their own key. */
const ownEvents = ['click', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'touchstart', 'touchend']
const ownFormEvents = ['keydown', 'keyup', 'input', 'change', 'submit', 'reset', 'focusin', 'focusout']

let modal: Modal | undefined
/** The popovers of the app that are hidden for a while, without its notice. */
const silenced = new Set<EventTarget>()

/**
 * Shows a dialog of the package above everything else. The dialogs and popovers of the app stay as they are, and
 * do not notice it. Only `close` closes the dialog.
 */
export function showModal(dialog: HTMLDialogElement, onEscape: () => void) {
  modal = { dialog, onEscape, restorePopovers: hidePopovers(() => dialog.showModal()) }
}

export function closeModal() {
  const closed = modal
  modal = undefined
  closed?.dialog.close()
  closed?.restorePopovers()
}

/** Must be called once, before the app listens to keys. */
export function watchModals() {
  window.addEventListener('keydown', handleKey, true)
  for (const type of ['beforetoggle', 'toggle']) window.addEventListener(type, silence, true)
  for (const dialog of document.querySelectorAll<HTMLDialogElement>('.session-dialog')) guard(dialog)
  new MutationObserver(stayAbove).observe(document, { subtree: true, attributeFilter: ['open'] })
}

/** While the page is hidden, Escape concerns only the package. An input method also uses it. */
function handleKey(event: KeyboardEvent) {
  if (event.key === 'Tab' && modal) return keepFocus(event, modal.dialog)
  if (event.key !== 'Escape' || !isHidden()) return
  event.stopImmediatePropagation()
  if (event.isComposing) return
  event.preventDefault()
  modal?.onEscape()
}

function guard(dialog: HTMLDialogElement) {
  for (const type of [...ownEvents, ...ownFormEvents]) {
    dialog.addEventListener(type, (event) => event.stopPropagation())
  }
  // Some devices have a Back gesture. Browsers let a page refuse it once.
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    modal?.onEscape()
  })
  dialog.addEventListener('close', () => modal?.dialog === dialog && !dialog.open && dialog.showModal())
}

/** A dialog that the app opens meanwhile would make this one inert. */
function stayAbove(changes: MutationRecord[]) {
  const isOther = ({ target }: MutationRecord) =>
    target instanceof HTMLDialogElement && target.open && !target.matches('[data-welcome-back]')
  const own = document.querySelector<HTMLDialogElement>('dialog[data-welcome-back][open]')
  if (!own || !changes.some(isOther)) return
  const restoreFocus = rememberFocus()
  own.close()
  own.showModal()
  restoreFocus()
}

/** Without this, Tab would move the focus to the buttons of the browser. */
function keepFocus(event: KeyboardEvent, dialog: HTMLElement) {
  const all = [...dialog.querySelectorAll<HTMLElement>(stops)].filter(isStop)
  const [first, last] = [all[0], all.at(-1)]
  const [from, to] = event.shiftKey ? [first, last] : [last, first]
  if (document.activeElement !== from && dialog.contains(document.activeElement)) return
  event.preventDefault()
  to?.focus()
}

const isStop = (element: HTMLElement) => element.getClientRects().length > 0 && !element.matches(unreachable)

const unreachable = ':disabled, details:not([open]) > :not(summary), details:not([open]) > :not(summary) *'

/** A modal dialog closes the popovers of the page. Returns a function that opens them again. */
export function hidePopovers(show: () => void) {
  const all = 'popover' in HTMLElement.prototype ? openPopovers() : []
  all.forEach((popover) => silenced.add(popover))
  show()
  all.filter(isOpen).forEach((popover) => silenced.delete(popover))
  return () => all.filter((popover) => popover.isConnected && !isOpen(popover)).forEach(showAgain)
}

const openPopovers = () => [...document.querySelectorAll<HTMLElement>(':popover-open')]
const isOpen = (popover: HTMLElement) => popover.matches(':popover-open')

/** A popover stays open beside another one only if that one contains its button. */
function showAgain(popover: HTMLElement) {
  const source = document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(popover.id)}"]`)
  silenced.add(popover)
  ;(popover as any).showPopover(source ? { source } : undefined)
}

function silence(event: Event) {
  if (!event.target || !silenced.has(event.target)) return
  event.stopImmediatePropagation()
  const isShownAgain = event.type === 'toggle' && (event as ToggleEvent).newState === 'open'
  if (isShownAgain) silenced.delete(event.target)
}
