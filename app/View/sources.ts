import { createHash } from 'crypto'
import { existsSync, readFileSync } from 'fs'
import { extname, join } from 'path'
import Application from '@ioc:Adonis/Core/Application'
import { string } from '@ioc:Adonis/Core/Helpers'

/** `bin/highlight.mjs` creates these files. */
const folder = Application.resourcesPath('highlighted')

const root = existsSync(Application.makePath('source')) ? Application.makePath('source') : Application.appRoot

let known: Set<string> | undefined

/** Returns null for a path that is not a source file of the project. */
export function sourceOf(path: string): string | null {
  known ??= new Set(JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')))
  return known.has(path) ? readFileSync(join(root, path), 'utf8') : null
}

export function findSource(ending: string): string | undefined {
  sourceOf('')
  return [...known!].find((path) => path.endsWith(ending))
}

export function highlightedSource(path: string): string[] | null {
  const code = sourceOf(path)
  return code === null ? null : highlighted(extname(path).slice(1), code).trimEnd().split('\n')
}

export function numberedSource(path: string): string | null {
  const lines = highlightedSource(path)
  return (
    lines && lines.map((line, index) => `<span class="line" id="L${index + 1}">${line}</span>`).join('\n')
  )
}

export function highlighted(language: string, code: string): string {
  const digest = createHash('sha256').update(`${language}\n${code}`).digest('base64url')
  const file = join(folder, `${digest}.html`)
  return existsSync(file) ? readFileSync(file, 'utf8') : string.escapeHTML(code)
}

/** Returns the line where a snippet starts, with any indentation, or null. */
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
