import MarkdownIt from 'markdown-it'
import { string } from '@ioc:Adonis/Core/Helpers'
import { highlighted, lineOf } from 'App/View/sources'

interface Rendered {
  html: string
  contents: { id: string; title: string }[]
  minutes: number
}

const markdown = new MarkdownIt({ html: false, typographer: true })
const { rules } = markdown.renderer

/** The text after the language names the file of the code. */
rules.fence = (tokens, index) => {
  const { info, content } = tokens[index]
  const [language, path] = info.trim().split(/\s+/)
  const caption = path ? `<figcaption>${linkTo(path, content)}</figcaption>` : ''
  const code = highlighted(string.escapeHTML(language), content)
  return `<figure class="code">${caption}<pre><code>${code}</code></pre></figure>\n`
}

rules.heading_open = (tokens, index, options, _env, self) => {
  if (tokens[index].tag === 'h2') tokens[index].attrSet('id', idOf(tokens[index + 1].content))
  return self.renderToken(tokens, index, options)
}

rules.heading_close = (tokens, index, options, _env, self) => {
  const title = tokens[index - 1].content
  const link = `<a class="anchor" tabindex="-1" aria-hidden="true" href="#${idOf(title)}">#</a>`
  return (tokens[index].tag === 'h2' ? ` ${link}` : '') + self.renderToken(tokens, index, options)
}

/** Comments can have code, and links that show their address. Everything else is text. */
const line = new MarkdownIt('zero', { linkify: true }).enable(['linkify', 'backticks'])
line.linkify
  .set({ fuzzyLink: false, fuzzyEmail: false })
  .add('ftp:', null)
  .add('mailto:', null)
  .add('//', null)

line.renderer.rules.link_open = (tokens, index, options, _env, self) => {
  tokens[index].attrSet('rel', 'nofollow ugc noopener')
  return self.renderToken(tokens, index, options)
}

export const render = remembering((text: string): Rendered => ({
  html: markdown.render(text),
  contents: [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => ({ id: idOf(title), title })),
  minutes: minutesOf(text),
}))

const [wordsPerMinute, linesPerMinute] = [200, 15]

/** Code takes longer to read than prose. */
function minutesOf(text: string): number {
  const code = text.match(/^```[^]*?^```$/gm) ?? []
  const prose = text.replace(/^```[^]*?^```$/gm, '').match(/\S+/g) ?? []
  const lines = code.reduce((sum, fence) => sum + fence.split('\n').length - 2, 0)
  return Math.max(1, Math.round(prose.length / wordsPerMinute + lines / linesPerMinute))
}

export const renderLine = remembering((text: string) => line.renderInline(text))

/** Keeps the last hundred results. */
function remembering<Result>(render: (text: string) => Result) {
  const results = new Map<string, Result>()
  return (text: string): Result => {
    if (results.has(text)) return results.get(text)!
    if (results.size === 100) results.delete(results.keys().next().value!)
    const result = render(text)
    results.set(text, result)
    return result
  }
}

const idOf = (title: string) => string.dashCase(title.replace(/[^\w\s-]/g, ''))

function linkTo(path: string, code: string) {
  const line = lineOf(path, code)
  return `<a href="/source/${encodeURI(path)}${line ? `#L${line}` : ''}">${string.escapeHTML(path).replaceAll('/', '/<wbr>')}</a>`
}
