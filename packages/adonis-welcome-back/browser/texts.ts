const headings = 'h1, h2, h3, h4, h5, h6'
const skipped = `script, style, template, noscript, option, textarea, button, label, header, nav, footer, ${headings}`

/** Returns the texts of a page or a part of it: not its headings, its navigation and the names of its fields. */
export function textsIn(root: Element, without?: Element | null): string[] {
  const texts = [...root.querySelectorAll('*')].filter(
    (element) => hasText(element) && !without?.contains(element) && !element.closest(skipped),
  )
  const isInner = ({ parentElement }: Element) => texts.includes(parentElement!)
  return texts.filter((element) => !isInner(element)).map(textOf)
}

/** Returns the texts that are not among the former ones. */
export const newTexts = (texts: string[], former: string[]) => texts.filter((text) => !former.includes(text))

const textOf = ({ textContent }: Element) => textContent!.replace(/\s+/g, ' ').trim()

const hasText = ({ childNodes }: Element) =>
  [...childNodes].some(({ nodeType, nodeValue }) => nodeType === Node.TEXT_NODE && nodeValue!.trim())
