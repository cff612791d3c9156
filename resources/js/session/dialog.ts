import up from '../site/unpoly'
import { believed } from './page'

type Outcome = Document | boolean | 'left'

let dialog: { outcome: Promise<Outcome>; close: (outcome: Outcome) => void } | undefined

/**
 * Opens the real sign-in page in a dialog over this page. Answers the page that the server rendered for whoever
 * signed in, or `left`, or, when the dialog was closed because it had become needless, what it was closed with.
 */
export function askToSignIn(): Promise<Outcome> {
  return open({
    url: `/login?return=/api/user/page&stamp=${believed().stamp}`,
    target: '#sign-in',
    history: false,
  })
}

/** Says who is signed in now, as a newer page names them. Settles when the viewer has agreed to reload. */
export function offerReload(newer: Document): Promise<Outcome> {
  const template = document.querySelector<HTMLTemplateElement>('#switched')!
  const notice = template.content.firstElementChild!.cloneNode(true) as HTMLElement
  for (const place of notice.querySelectorAll('[data-viewer]')) {
    place.textContent = newer.querySelector('#header [data-viewer]')!.textContent
  }
  return open({ fragment: notice, dismissable: false, history: false })
}

/** Closes the dialog, if there is one, and has whoever opened it learn the outcome. */
export function closeDialog(outcome: boolean) {
  dialog?.close(outcome)
}

function open(options: object): Promise<Outcome> {
  dialog ??= start(options)
  return dialog.outcome
}

function start(options: object) {
  let close!: (outcome: Outcome) => void
  const closing = new Promise<Outcome>((resolve) => (close = resolve))
  const layer = up.layer.open({ mode: 'modal', ...options, onDismissed: () => close('left') })

  // No dialog without an answer from the server: the page stays as it is, and the next return asks again.
  layer.catch(() => close(false))
  const outcome = closing.then(async (outcome) => {
    dialog = undefined
    await layer.then((opened: any) => opened.dismiss(null, { animation: false })).catch(() => {})
    return outcome
  })
  return { outcome, close }
}

// Whatever the dialog loads is looked at first: a page rendered for somebody who is signed in ends it.
up.on('up:fragment:loaded', (event: any) => {
  if (!dialog || !event.renderOptions.origin?.closest('up-modal')) return

  const newer = new DOMParser().parseFromString(event.response.text, 'text/html')
  if (!believed(newer).isAuthenticated) return
  event.preventDefault()
  dialog.close(newer)
})
