import { selectors } from './environment'

/** Returns whether a field differs from what the server rendered. */
export function isAnythingTyped(): boolean {
  return [...document.querySelectorAll<Field>(`${selectors.main} :is(input, textarea, select)`)].some(isTyped)
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const ignoredTypes = ['hidden', 'password', 'search', 'submit', 'button', 'reset', 'image']

/** A form with errors is rendered with the typed text. It marks these fields. */
function isTyped(field: Field): boolean {
  if (ignoredTypes.includes(field.type)) return false
  if (field.hasAttribute('data-typed')) return true
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some((option) => option.selected !== option.defaultSelected)
  }
  const isBox = field.type === 'checkbox' || field.type === 'radio'
  return isBox
    ? (field as HTMLInputElement).checked !== (field as HTMLInputElement).defaultChecked
    : field.value !== field.defaultValue
}
