import MarkdownIt from 'markdown-it'
import { string } from '@ioc:Adonis/Core/Helpers'
import { highlighted, lineOf } from 'App/View/sources'

export interface Rendered {
  html: string
  contents: { id: string; title: string }[]
  /** How long reading takes, at 200 words a minute. */
  minutes: number
}

const markdown = new MarkdownIt({ html: false, typographer: true })
const { rules } = markdown.renderer

/** A fence says after its language which file its code comes from. */
rules.fence = (tokens, index) => {
  const { info, content } = tokens[index]
  const [language, path] = info.trim().split(/\s+/)
  const caption = path ? `<figcaption>${linkTo(path, content)}</figcaption>` : ''
  const code = highlighted(string.escapeHTML(language), content)
  return `<figure class="code">${caption}<pre><code>${code}</code></pre></figure>\n`
}

/** Headings of the second level have names, to link to. */
rules.heading_open = (tokens, index, options, _env, self) => {
  if (tokens[index].tag === 'h2') tokens[index].attrSet('id', idOf(tokens[index + 1].content))
  return self.renderToken(tokens, index, options)
}

rules.heading_close = (tokens, index, options, _env, self) => {
  const title = tokens[index - 1].content
  const link = `<a class="anchor" href="#${idOf(title)}" aria-label="Link to “${string.escapeHTML(title)}”">#</a>`
  return (tokens[index].tag === 'h2' ? ` ${link}` : '') + self.renderToken(tokens, index, options)
}

const rendered = new Map<string, Rendered>()
const maxTexts = 100

/** Returns a text in Markdown as a page shows it. The same text is rendered once. */
export function render(text: string): Rendered {
  if (!rendered.has(text)) {
    if (rendered.size === maxTexts) rendered.clear()
    rendered.set(text, {
      html: markdown.render(text),
      contents: [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => ({ id: idOf(title), title })),
      minutes: Math.max(1, Math.round(text.split(/\s+/).length / 200)),
    })
  }
  return rendered.get(text)!
}

const idOf = (title: string) => string.dashCase(title.replace(/[^\w\s-]/g, ''))

function linkTo(path: string, code: string) {
  const line = lineOf(path, code)
  return `<a href="/source/${encodeURI(path)}${line ? `#L${line}` : ''}">${string.escapeHTML(path)}</a>`
}
