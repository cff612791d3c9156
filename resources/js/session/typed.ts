/** Whether the page holds something typed: a field that differs from what the server rendered. */
export function somethingTyped(): boolean {
  return [...document.querySelectorAll<Field>('#main :is(input, textarea, select)')].some(isTyped)
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const beside = ['hidden', 'password', 'search', 'submit', 'button', 'reset', 'image']

/** A form that came back to be corrected was rendered with what was typed before; its fields say so. */
function isTyped(field: Field): boolean {
  if (beside.includes(field.type)) return false
  if (field.hasAttribute('data-typed')) return true
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some((option) => option.selected !== option.defaultSelected)
  }
  const isBox = field.type === 'checkbox' || field.type === 'radio'
  return isBox
    ? (field as HTMLInputElement).checked !== (field as HTMLInputElement).defaultChecked
    : field.value !== field.defaultValue
}
