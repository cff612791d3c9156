// Highlights the code that the site shows, so that the server need not: its own source files, and the snippets of the
// lessons. Each text becomes an HTML file, line by line, with the digest of the text as its name. files.json lists the
// sources.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { extname } from 'node:path'

const folder = 'resources/highlighted'
const roots = [
  'app',
  'config',
  'contracts',
  'database',
  'framework',
  'packages',
  'providers',
  'resources',
  'start',
]
/** This program and its packages. */
const version = digestOf(...['bin/highlight.mjs', 'package-lock.json'].map((path) => readFileSync(path)))
const languages = {
  ts: 'typescript',
  js: 'javascript',
  css: 'css',
  edge: 'edge',
  html: 'html',
  sh: 'shellscript',
}
const classes = {
  keyword: 'k',
  string: 's',
  'string-expression': 's',
  link: 's',
  constant: 'n',
  parameter: 'n',
  function: 'f',
  comment: 'c',
}

removeIfOutdated()
const files = roots.flatMap(filesIn).concat('env.ts').sort()
const texts = [...files.map(sourceOf), ...snippets()]
const missing = texts.filter(({ target }) => !existsSync(target))

mkdirSync(folder, { recursive: true })
if (missing.length) await highlight(missing)
writeFileSync(`${folder}/files.json`, JSON.stringify(files))
writeFileSync(`${folder}/version`, version)
removeOld(new Set(texts.map(({ target }) => target)))

function filesIn(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ['.ts', '.js', '.css', '.edge'].includes(extname(entry.name)))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
}

function sourceOf(path) {
  return textOf(extname(path).slice(1), readFileSync(path, 'utf8'))
}

function snippets() {
  return filesWithLessons().flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^```(\w+).*\n([^]*?)^```$/gm)].map(([, language, code]) =>
      textOf(language, code),
    ),
  )
}

function filesWithLessons() {
  return readdirSync('database/lessons').map((name) => `database/lessons/${name}`)
}

function textOf(language, code) {
  return { language, code, target: `${folder}/${digestOf(`${language}\n${code}`)}.html` }
}

function digestOf(...texts) {
  const hash = createHash('sha256')
  texts.forEach((text) => hash.update(text))
  return hash.digest('base64url')
}

function removeIfOutdated() {
  const path = `${folder}/version`
  if (!existsSync(path) || readFileSync(path, 'utf8') !== version)
    rmSync(folder, { recursive: true, force: true })
}

async function highlight(texts) {
  const { createCssVariablesTheme, createHighlighter } = await import('shiki')
  const highlighter = await createHighlighter({
    langs: Object.values(languages),
    themes: [createCssVariablesTheme()],
  })
  for (const { language, code, target } of texts) {
    const lang = languages[language] ?? 'text'
    const lines = highlighter.codeToTokensBase(code, { lang, theme: 'css-variables' })
    writeFileSync(target, lines.map((tokens) => merged(tokens.map(htmlOf).join(''))).join('\n'))
  }
}

/** Returns a word of code with the class of its kind, because the site's policy forbids style attributes. */
function htmlOf({ content, color = '' }) {
  const text = content.replace(/&/g, '&amp;').replace(/</g, '&lt;')
  const kind = /\w/.test(content) && classes[color.match(/--shiki-token-([\w-]+)/)?.[1]]
  return kind ? `<span class="${kind}">${text}</span>` : text
}

/** Gives neighbouring words of the same kind one element. */
function merged(html) {
  return html.replace(/(?<=<span class="(\w)">[^<]*)<\/span>(\s*)<span class="\1">/g, '$2')
}

function removeOld(targets) {
  for (const name of readdirSync(folder)) {
    const path = `${folder}/${name}`
    if (name.endsWith('.html') && !targets.has(path)) rmSync(path)
  }
}
