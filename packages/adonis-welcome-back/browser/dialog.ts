import { closeModal } from './modal'
import { readPage } from './page'
import { showSignIn, type Asking } from './signInDialog'
import { showSwitched } from './switchedDialog'

/**
 * How a dialog ends: with the page that the server rendered after a sign-in; `left`, `reload` or `sign-in` after its
 * buttons; `current` or `switched` if that became the verdict of the page; `failed` if it could not be loaded.
 */
export type Outcome = Document | 'left' | 'reload' | 'sign-in' | 'current' | 'switched' | 'failed'

export type Close = (outcome: Outcome) => void
type Kind = Asking | 'switched'

let dialog: { kind: Kind; outcome: Promise<Outcome>; close: Close } | undefined

/**
 * Opens the real sign-in page in a dialog: after the session ended, again before it ends, or back to the page's viewer
 * after another one signed in. The stamp is that of the session that it replaces.
 */
export const askToSignIn = (kind: Asking = 'sign-in', { stamp } = readPage()): Promise<Outcome> =>
  open(kind, (close, signal) => showSignIn(kind, stamp, close, signal))

/** Shows the viewer of a newer page, and what can be done with the text of the former one. */
export const offerReload = (newer: Document): Promise<Outcome> =>
  open('switched', (close) => showSwitched(newer, close))

export const isDialogOpen = () => dialog !== undefined
export const isSignInOpen = () => dialog?.kind === 'sign-in'
export const isSignInAgainOpen = () => dialog?.kind === 'sign-in-again'
export const isSignInBackOpen = () => dialog?.kind === 'sign-in-back'

/** Closes the dialog with this outcome. */
export async function closeDialog(because: 'current' | 'switched') {
  dialog?.close(because)
  await dialog?.outcome
}

type Show = (close: Close, signal: AbortSignal) => void

/** Closes a dialog of another kind first. If one of the same kind is open, returns its outcome. */
async function open(kind: Kind, show: Show): Promise<Outcome> {
  if (dialog && dialog.kind !== kind) await closeDialog('switched')
  dialog ??= start(kind, show)
  return dialog.outcome
}

function start(kind: Kind, show: Show) {
  let close!: Close
  const closing = new Promise<Outcome>((resolve) => (close = resolve))
  const controller = new AbortController()
  const outcome = closing.then((outcome) => {
    controller.abort()
    closeModal()
    dialog = undefined
    return outcome
  })
  show(close, controller.signal)
  return { kind, outcome, close }
}
