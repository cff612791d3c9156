import { adapter, selectors, signInPath, up } from './environment'
import { failureOn, showMessage } from './failures'
import { readPage } from './page'
import { isAnythingTyped } from './typed'

/**
 * How a dialog ends: with the page that the server rendered after a sign-in; `agreed` or `left` after its buttons;
 * `current` or `switched` if that became the verdict of the page; `failed` if it could not be loaded.
 */
export type Outcome = Document | 'agreed' | 'left' | 'current' | 'switched' | 'failed'

const idleTimeoutMs = 5_000

type Kind = 'sign-in' | 'sign-in-again' | 'reload'

let dialog: { kind: Kind; outcome: Promise<Outcome>; close: (outcome: Outcome) => void } | undefined

/**
 * Opens the real sign-in page in a dialog, after the session ended or before it ends. Tells that page whether closing
 * would discard typed text. If so, only its discard button closes the dialog.
 */
export function askToSignIn(kind: 'sign-in' | 'sign-in-again' = 'sign-in'): Promise<Outcome> {
  const url = `${signInPath}?return=/api/user/page&stamp=${readPage().stamp}`
  const discards = kind === 'sign-in' && isAnythingTyped()
  return open(kind, {
    url: discards ? `${url}&discards=true` : url,
    target: selectors.signIn,
    dismissible: discards ? false : 'key button',
    timeout: 10_000,
    onLoaded: closeIfSignedIn,
  })
}

/** Shows the viewer of a newer page and offers to reload. */
export function offerReload(newer: Document): Promise<Outcome> {
  const template = document.querySelector<HTMLTemplateElement>('#switched')!
  const fragment = template.content.firstElementChild!.cloneNode(true) as HTMLElement
  for (const place of fragment.querySelectorAll('[data-viewer]')) {
    place.textContent = newer.querySelector('[data-viewer]')?.textContent ?? 'somebody else'
  }
  return open('reload', { fragment, dismissible: false })
}

/** Closes the dialog after a sign-in. Escape closes it too, unless that would discard typed text. */
export function watchDialog() {
  up.form.config.submitSelectors.push('up-modal form')
  up.link.config.followSelectors.push('up-modal a[href]')
  up.on('up:fragment:loaded', (event: any) => {
    if (dialog && event.renderOptions.origin?.closest('up-modal')) closeIfSignedIn(event)
  })
  // In a field, Unpoly would only leave the field.
  document.addEventListener('keydown', ({ key, isComposing }) => {
    if (key === 'Escape' && !isComposing) document.querySelector<HTMLElement>('up-modal-dismiss')?.click()
  })
}

export const isDialogOpen = () => dialog !== undefined
export const isSignInOpen = () => dialog?.kind === 'sign-in'
export const isSignInAgainOpen = () => dialog?.kind === 'sign-in-again'

/** Closes the dialog with this outcome. */
export async function closeDialog(because: 'current' | 'switched') {
  dialog?.close(because)
  await dialog?.outcome
}

/** Closes a dialog of another kind first. If one of the same kind is open, returns its outcome. */
async function open(kind: Kind, options: object): Promise<Outcome> {
  if (dialog && dialog.kind !== kind) await closeDialog('switched')
  dialog ??= start(kind, options)
  return dialog.outcome
}

function start(kind: Kind, options: object) {
  let close!: (outcome: Outcome) => void
  const closing = new Promise<Outcome>((resolve) => (close = resolve))
  const events = { onOpened: nameDialog, onAccepted: () => close('agreed'), onDismissed: () => close('left') }
  // Opening a layer aborts Unpoly's requests, so this waits for them, up to 5,000 ms.
  const opening = Promise.race([adapter.whenIdle(), wait(idleTimeoutMs)]).then(() =>
    up.layer.open({ mode: 'modal', history: false, ...options, ...events }),
  )
  opening.catch(() => close('failed'))

  const outcome = closing.then(async (outcome) => {
    await opening.then((layer: any) => layer.dismiss(null, { animation: false })).catch(() => {})
    dialog = undefined
    return outcome
  })
  return { kind, outcome, close }
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function nameDialog({ layer }: any) {
  layer.element.querySelector('[role=dialog]').setAttribute('aria-labelledby', 'dialog-title')
}

/** Closes the dialog if the loaded page has a signed-in viewer. An error stays in the dialog. */
function closeIfSignedIn(event: any) {
  const newer = new DOMParser().parseFromString(event.response.text, 'text/html')
  if (newer.querySelector(selectors.signIn)) return

  event.preventDefault()
  if (readPage(newer).isAuthenticated) dialog!.close(newer)
  else showMessage(event.renderOptions, failureOn(newer))
}
