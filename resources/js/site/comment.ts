import { copyButton } from './copy'
import up from './unpoly'

/** Adds a button that copies the permanent address of a comment. */
up.compiler('.comment header > a', (link: HTMLAnchorElement) => {
  const button = copyButton('Copy link', 'link', () => link.href)
  if (button) link.after(button)
})
