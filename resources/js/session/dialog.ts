import { tell } from '../site/failures'
import up, { settled } from '../site/unpoly'
import { believed } from './page'

/**
 * How a dialog ends: with the page that the server rendered for whoever signed in; `agreed` or `left` by its buttons;
 * `current` or `switched` where the page has become so meanwhile; `failed` where it could not be loaded.
 */
export type Outcome = Document | 'agreed' | 'left' | 'current' | 'switched' | 'failed'

const patience = 5_000

type Kind = 'sign-in' | 'reload'

let dialog: { kind: Kind; outcome: Promise<Outcome>; close: (outcome: Outcome) => void } | undefined

/** Opens the real sign-in page in a dialog over this page. */
export function askToSignIn(): Promise<Outcome> {
  const url = `/login?return=/api/user/page&stamp=${believed().stamp}`
  return open('sign-in', { url, target: '#sign-in', dismissible: 'button', timeout: 10_000, onLoaded: look })
}

/** Says who is signed in now, as a newer page names them, and offers to reload. */
export function offerReload(newer: Document): Promise<Outcome> {
  const template = document.querySelector<HTMLTemplateElement>('#switched')!
  const fragment = template.content.firstElementChild!.cloneNode(true) as HTMLElement
  for (const place of fragment.querySelectorAll('[data-viewer]')) {
    place.textContent = newer.querySelector('#header [data-viewer]')!.textContent
  }
  return open('reload', { fragment, dismissible: false })
}

export const isAsking = () => dialog?.kind === 'sign-in'

/** Closes the dialog, if there is one, and has whoever opened it learn why. */
export async function closeDialog(because: 'current' | 'switched') {
  dialog?.close(because)
  await dialog?.outcome
}

/** Opens a dialog in place of one of the other kind, or joins the one that is open. */
async function open(kind: Kind, options: object): Promise<Outcome> {
  if (dialog && dialog.kind !== kind) await closeDialog('switched')
  dialog ??= start(kind, options)
  return dialog.outcome
}

function start(kind: Kind, options: object) {
  let close!: (outcome: Outcome) => void
  const closing = new Promise<Outcome>((resolve) => (close = resolve))
  const events = { onOpened: nameDialog, onAccepted: () => close('agreed'), onDismissed: () => close('left') }
  // Opening a layer aborts what is on its way to the server, so that goes first, unless it takes for ever.
  const opening = Promise.race([settled(), wait(patience)]).then(() =>
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

/** Whatever the dialog loads is looked at first: a page for somebody who is signed in ends it; a failure does not. */
function look(event: any) {
  const newer = new DOMParser().parseFromString(event.response.text, 'text/html')
  if (newer.querySelector('#sign-in')) return

  event.preventDefault()
  if (believed(newer).isAuthenticated) dialog!.close(newer)
  else tell(event.renderOptions, newer.querySelector('h1')?.textContent ?? 'Something went wrong.')
}

up.on('up:fragment:loaded', (event: any) => {
  if (dialog && event.renderOptions.origin?.closest('up-modal')) look(event)
})

// Unpoly takes Escape in a field for leaving the field. Here it leaves the dialog, where that can be left.
document.addEventListener('keydown', ({ key, isComposing }) => {
  if (key === 'Escape' && !isComposing) document.querySelector<HTMLElement>('up-modal [up-dismiss]')?.click()
})
