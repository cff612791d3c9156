import up from './unpoly'

// A screen reader tells of a text that changes in a region it knows, and not of one that a page brings along.
const region = document.querySelector('#announcer')!

up.compiler('.flash', (flash: HTMLElement) => {
  region.append(Object.assign(document.createElement('p'), { textContent: flash.textContent }))
  return () => region.replaceChildren()
})
