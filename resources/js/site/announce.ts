import up from './unpoly'

// A screen reader tells of a text that changes in a region it knows, and not of one that a page brings along.
const region = document.querySelector('#announcer')!

up.compiler('.flash, .error', ({ textContent }: HTMLElement) => {
  const line = Object.assign(document.createElement('p'), { textContent })
  region.append(line)
  return () => line.remove()
})
