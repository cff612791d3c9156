import { createHash } from 'crypto'
import { existsSync, readFileSync } from 'fs'
import { extname, join } from 'path'
import Application from '@ioc:Adonis/Core/Application'
import { string } from '@ioc:Adonis/Core/Helpers'

/** What `bin/highlight.mjs` made. */
const folder = Application.resourcesPath('highlighted')

/** A build has its sources beside what was compiled from them. */
const root = existsSync(Application.makePath('source')) ? Application.makePath('source') : Application.appRoot

let known: Set<string> | undefined

/** Returns the text of one of the project's own source files; null for any other path. */
export function sourceOf(path: string): string | null {
  known ??= new Set(JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')))
  return known.has(path) ? readFileSync(join(root, path), 'utf8') : null
}

/** Returns the path of the source file whose path ends so. */
export function findSource(ending: string): string | undefined {
  sourceOf('')
  return [...known!].find((path) => path.endsWith(ending))
}

/** Returns a source file as HTML, line by line; null for a path that is none. */
export function highlightedSource(path: string): string[] | null {
  const code = sourceOf(path)
  return code === null ? null : highlighted(extname(path).slice(1), code).trimEnd().split('\n')
}

/** Returns a source file as HTML with a name for each line: `L12`. Null for a path that is none. */
export function numberedSource(path: string): string | null {
  const lines = highlightedSource(path)
  return (
    lines && lines.map((line, index) => `<span class="line" id="L${index + 1}">${line}</span>`).join('\n')
  )
}

/** Returns code as HTML: highlighted if that was done when the site was built. */
export function highlighted(language: string, code: string): string {
  const digest = createHash('sha256').update(`${language}\n${code}`).digest('base64url')
  const file = join(folder, `${digest}.html`)
  return existsSync(file) ? readFileSync(file, 'utf8') : string.escapeHTML(code)
}

/** Returns the number of the line at which a snippet stands in a source file, at whatever depth; null if nowhere. */
export function lineOf(path: string, snippet: string): number | null {
  const [lines, wanted] = [trimmed(sourceOf(path) ?? ''), trimmed(snippet)]
  const start = lines.findIndex((_, index) => wanted.every((line, offset) => lines[index + offset] === line))
  return start < 0 ? null : start + 1
}

const trimmed = (code: string) =>
  code
    .trimEnd()
    .split('\n')
    .map((line) => line.trim())
