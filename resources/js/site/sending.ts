import up from './unpoly'

const doneMs = 2_000
const shown = new WeakMap<object, () => void>()
let doneForm: string | undefined

/** A button says that its form is being sent, and then that it is done. The focus stays on it. */
up.on('up:request:load', ({ request }: any) => {
  const button = buttonOf(request.origin)
  if (button && !request.isSafe()) shown.set(request, say(button, 'Sending…'))
})

up.on('up:request:loaded up:request:offline up:request:aborted', ({ request, response }: any) => {
  shown.get(request)?.()
  if (shown.delete(request) && response?.ok) doneForm = request.origin.closest('form').id
})

/** The response may bring a new button. */
up.compiler('form[id] button:not([type=button])', (button: HTMLButtonElement) => {
  if (button.form?.id !== doneForm) return
  doneForm = undefined
  setTimeout(say(button, 'Done'), doneMs)
})

function buttonOf(origin?: Element): HTMLElement | null | undefined {
  const form = origin?.closest('form')
  return origin?.closest('button') ?? form?.querySelector<HTMLElement>('button:not([type=button])')
}

/** Shows words in place of the label, without a change of the width. Returns a function that shows the label again. */
function say(button: HTMLElement, words: string): () => void {
  const label = [...button.childNodes]
  button.style.minWidth = `${button.offsetWidth}px`
  button.replaceChildren(words)
  return () => {
    button.replaceChildren(...label)
    button.style.minWidth = ''
  }
}
