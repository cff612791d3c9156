import up from './unpoly'

/** A heading is being read when it is this near to the top of the window, in pixels. */
const lineAt = 120

/** Marks the part of a lesson that is being read in the list of its contents. */
up.compiler('.contents', (contents: HTMLElement) => {
  const links = [...contents.querySelectorAll<HTMLAnchorElement>('a')]
  const mark = () => {
    const line = readingLine()
    const read = links.filter(({ hash }) => topOf(hash) <= line).at(-1)
    for (const link of links) {
      if (link === read) link.setAttribute('aria-current', 'location')
      else link.removeAttribute('aria-current')
    }
  }
  mark()
  const listening = new AbortController()
  for (const event of ['scroll', 'resize']) {
    window.addEventListener(event, mark, { passive: true, signal: listening.signal })
  }
  return () => listening.abort()
})

/** The last part may be too short to reach the top of the window. */
function readingLine(): number {
  const { scrollHeight } = document.documentElement
  const isAtEnd = window.scrollY > 0 && window.scrollY + window.innerHeight >= scrollHeight - 1
  return isAtEnd ? Infinity : lineAt
}

const topOf = (hash: string) => document.getElementById(hash.slice(1))?.getBoundingClientRect().top ?? NaN
