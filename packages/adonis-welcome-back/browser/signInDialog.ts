import type { Close } from './dialog'
import { adapter, signInPath } from './environment'
import { showModal } from './modal'
import * as form from './signInForm'
import { isAnythingTyped } from './typed'

export type Asking = 'sign-in' | 'sign-in-again' | 'sign-in-back'

const reasons: Record<Asking, string> = {
  'sign-in': 'Sign in to continue.',
  'sign-in-again': 'Sign in again for a new session. Your page stays as it is.',
  'sign-in-back': 'Sign in as the user who typed on this page. The text is still here.',
}

/**
 * Loads the sign-in page and shows its form in the dialog. Closes with the page after the sign-in, with `left`, or with
 * `failed` if it cannot be loaded. Does nothing after the signal.
 */
export async function showSignIn(kind: Asking, stamp: string, close: Close, signal: AbortSignal) {
  const page = await form.fetchAsPage(`${signInPath}?return=/api/user/page&stamp=${stamp}`).catch(() => null)
  if (signal.aborted) return
  if (!page?.response.ok) return close('failed')

  const newer = await form.pageAfterSignIn(page)
  if (newer && (kind === 'sign-in' || !form.hasForm(page))) return close(newer)
  if (!form.hasForm(page)) return close('failed')
  if (!signal.aborted) new SignInDialog(kind, page, close, signal).show()
}

/** The dialog with the form of the app's own sign-in page. */
class SignInDialog {
  private dialog = document.querySelector<HTMLDialogElement>('#session-sign-in')!
  private said: form.Said
  private isSending = false

  constructor(
    private kind: Asking,
    private page: form.SignInPage,
    private close: Close,
    private signal: AbortSignal,
  ) {
    this.said = form.saidOn(page)
  }

  public show() {
    const mayLose = this.kind === 'sign-in' && isAnythingTyped()
    this.part('reason').textContent = this.reason(mayLose)
    this.fill(this.page)
    this.offerToLeave(mayLose)
    this.fail('')
    this.listen('submit', (event) => this.submit(event as SubmitEvent))
    this.listen('click', ({ target }) => {
      if ((target as Element).closest('[data-action=leave]')) this.close('left')
    })
    showModal(this.dialog, () => !mayLose && this.close('left'))
    this.focus()
  }

  private listen(type: string, listener: (event: Event) => void) {
    this.dialog.addEventListener(type, listener, { signal: this.signal })
  }

  private reason(isTyped: boolean): string {
    const ended = decodeURIComponent(this.page.response.headers.get('X-Session-End') ?? '')
    const isFirst = this.kind === 'sign-in'
    return [isFirst && ended, reasons[this.kind], isFirst && isTyped && 'Your text is still here.']
      .filter(Boolean)
      .join(' ')
  }

  /** Text that would be lost is discarded by its own button only, which asks once more. */
  private offerToLeave(mayLose: boolean) {
    this.part('leave').hidden = mayLose
    this.part('discard').hidden = !mayLose
    this.part<HTMLDetailsElement>('discard').open = false
    const stays = this.kind !== 'sign-in'
    this.part('leave').querySelector('button')!.textContent = stays
      ? 'Back to the page'
      : 'Continue without signing in'
  }

  /** Keeps what is entered, except passwords, if the app does not show it again. */
  private fill(page: form.SignInPage) {
    const section = form.takeForm(page)!
    form.openElsewhere(section)
    const former = this.part('form')
    for (const field of former.querySelectorAll<HTMLInputElement>(
      'input:not([type=hidden], [type=password])',
    )) {
      const next = section.querySelector<HTMLInputElement>(`input[name="${CSS.escape(field.name)}"]`)
      if (next && !next.value) next.value = field.value
    }
    former.replaceChildren(section)
    adapter.prepare(section)
  }

  private focus() {
    const section = this.part('form')
    const fields = 'input:not([type=hidden]), select, textarea, button'
    const field = section.querySelector<HTMLElement>('[aria-invalid=true]') ?? section.querySelector(fields)
    ;(field as HTMLElement | null)?.focus()
  }

  private async submit(event: SubmitEvent) {
    const sent = event.target as HTMLFormElement
    if (sent !== form.mainForm(this.part('form').firstElementChild as HTMLElement)) return
    event.preventDefault()
    if (this.isSending) return

    this.isSending = true
    const page = await form.send(sent, event.submitter, this.page).catch(() => null)
    this.isSending = false
    if (!this.signal.aborted) await this.receive(page)
  }

  private async receive(page: form.SignInPage | null) {
    if (!page) return this.fail(form.noResponse)
    const newer = await form.pageAfterSignIn(page)
    if (newer && (this.kind === 'sign-in' || !form.hasForm(page))) return this.close(newer)

    const failure = form.failureOf(page, this.said)
    if (form.hasForm(page)) {
      this.page = page
      this.fill(page)
      this.focus()
    }
    this.fail(failure)
  }

  private fail(message: string) {
    this.part('failure').textContent = message
    this.part('failure').hidden = message === ''
  }

  private part<Part extends HTMLElement>(name: string): Part {
    return this.dialog.querySelector<Part>(`[data-part=${name}]`)!
  }
}
