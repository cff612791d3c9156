import MarkdownIt from 'markdown-it'

const markdown = new MarkdownIt({ html: false, typographer: true })

// Code that is wider than the window is scrolled with the keyboard, too.
const { fence } = markdown.renderer.rules
markdown.renderer.rules.fence = (...args) => fence!(...args).replace('<pre>', '<pre tabindex="0">')

const rendered = new Map<string, string>()
const maxTexts = 100

/** Returns the HTML of a text in Markdown. The same text is rendered once. */
export function htmlOf(text: string): string {
  if (!rendered.has(text)) {
    if (rendered.size === maxTexts) rendered.clear()
    rendered.set(text, markdown.render(text))
  }
  return rendered.get(text)!
}
