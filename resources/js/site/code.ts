import { copyButton } from './copy'
import up from './unpoly'

/** Adds a button that copies the code, unless it is a whole file. */
up.compiler('.code:not(.file)', (figure: HTMLElement) => {
  const button = copyButton('Copy', 'small', () => figure.querySelector('pre')!.innerText)
  if (button) figure.append(button)
})

/** Makes an element a tab stop only if it scrolls. */
up.compiler('.code pre, .prose table', (part: HTMLElement) => {
  const caption = part.closest('figure')?.querySelector('figcaption')?.innerText
  const named = {
    tabindex: '0',
    role: 'region',
    'aria-label': caption ?? (part.matches('pre') ? 'Code' : 'Table'),
  }
  const observer = new ResizeObserver(() => {
    const isWide = part.scrollWidth > part.clientWidth
    for (const [name, value] of Object.entries(named)) {
      if (isWide) part.setAttribute(name, value)
      else part.removeAttribute(name)
    }
  })
  observer.observe(part)
  return () => observer.disconnect()
})
