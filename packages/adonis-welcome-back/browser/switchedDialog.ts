import type { Close } from './dialog'
import { showModal } from './modal'
import { typedText } from './typed'

/** Shows that another viewer signed in. Closes with `sign-in` or `reload`. Copies the text of the former viewer. */
export function showSwitched(newer: Document, close: Close) {
  const dialog = document.querySelector<HTMLDialogElement>('#session-switched')!
  const part = (selector: string) => dialog.querySelector<HTMLElement>(selector)!
  name(dialog, 'new', newer)
  name(dialog, 'old', document)
  part('[data-action=copy]').hidden = typedText() === ''
  part('[data-part=copied]').hidden = true
  part('details').removeAttribute('open')

  const actions: Record<string, () => void> = {
    'sign-in': () => close('sign-in'),
    reload: () => close('reload'),
    copy: async () => {
      const isCopied = await copy(typedText(), dialog)
      part('[data-part=copied]').textContent = isCopied ? 'Copied.' : 'This browser does not allow to copy.'
      part('[data-part=copied]').hidden = false
    },
  }
  dialog.onclick = ({ target }) => {
    const button = (target as Element).closest<HTMLElement>('[data-action]')
    actions[button?.dataset.action ?? '']?.()
  }
  showModal(dialog, () => {})
  part('[data-action=sign-in]').focus()
}

function name(dialog: HTMLElement, which: 'new' | 'old', page: Document) {
  const viewer = page.querySelector('[data-viewer]')?.textContent?.trim()
  for (const place of dialog.querySelectorAll(`[data-${which}-viewer]`)) {
    place.textContent = viewer || (which === 'new' ? 'somebody else' : 'the former user')
  }
}

/** The clipboard is not there without HTTPS, and a browser can refuse it. */
async function copy(text: string, dialog: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copySelected(text, dialog)
  }
}

function copySelected(text: string, dialog: HTMLElement): boolean {
  const field = Object.assign(document.createElement('textarea'), { value: text })
  const focused = document.activeElement as HTMLElement
  dialog.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  focused.focus()
  return isCopied
}
