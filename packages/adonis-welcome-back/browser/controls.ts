/** Elements that a person types into or chooses with: controls of forms, and elements with `contenteditable`. */

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const ignoredTypes = ['hidden', 'password', 'search', 'submit', 'button', 'reset', 'image']

/** `:is` skips what a browser does not know. */
const isRepeatable = ':is(:autofill, [role=search] *, search *)'

export const isControl = (element: Element): element is Control => element.matches('input, textarea, select')

/** Returns the control or the editor that contains an element, or the control of its label. */
export function fieldOf(target: EventTarget | undefined): Element | null {
  if (!(target instanceof Element)) return null
  const control = target.closest('input, textarea, select') ?? target.closest('label')?.control
  return control && isControl(control) ? control : editorOf(target)
}

function editorOf(element: Element): Element | null {
  if (!(element instanceof HTMLElement) || !element.isContentEditable) return null
  return (element.parentElement && editorOf(element.parentElement)) ?? element
}

/** Returns all radio buttons of a group, or the field itself. */
export function groupOf(field: Element): Element[] {
  if (!isControl(field) || field.type !== 'radio' || !field.name) return [field]
  const root = field.getRootNode() as Document | ShadowRoot
  const radios = root.querySelectorAll<HTMLInputElement>('input[type=radio]')
  return [...radios].filter(({ name, form }) => name === field.name && form === field.form)
}

/** Returns what is in a field, as a text that can be compared. */
export function valueOf(field: Element): string {
  if (!isControl(field)) return field.innerHTML
  if (field instanceof HTMLSelectElement) {
    return JSON.stringify([...field.selectedOptions].map(({ value }) => value))
  }
  const isBox = field.type === 'checkbox' || field.type === 'radio'
  return isBox ? String((field as HTMLInputElement).checked) : field.value
}

/** Returns the text in a field: nothing for a choice or a box. */
export function textOf(field: Element): string {
  if (!isControl(field)) return (field as HTMLElement).innerText ?? ''
  const isText = !['checkbox', 'radio', 'file', 'range', 'color'].includes(field.type)
  return isText && !(field instanceof HTMLSelectElement) ? field.value : ''
}

/**
 * Returns the value that the browser shows in an untouched control. It can differ from the attribute: a `select` without
 * `selected` shows its first option, and a `number` with letters is empty.
 */
export function pristineValueOf(control: Control): string {
  const copy = control.cloneNode(true) as Control
  copy.removeAttribute('form')
  const form = document.createElement('form')
  form.append(copy)
  form.reset()
  return valueOf(copy)
}

/** Secrets are never counted, searches can be repeated, and the browser can fill in again what it has filled in. */
export function isIgnored(field: Element): boolean {
  if (!isControl(field)) return false
  const isSecret = /password|one-time-code/.test(field.autocomplete)
  return isSecret || ignoredTypes.includes(field.type) || field.matches(isRepeatable)
}
