import { findSource, highlightedSource, sourceOf } from 'App/View/sources'

const routes = 'start/routes.ts'

interface Excerpt {
  title: string
  path: string
  start: number
  html: string
}

/** Returns route, action and template of a named route, or null if it has no page. */
export function codeOfPage(name: string): Excerpt[] | null {
  const route = routeOf(name)
  const [, controller, method] = route?.text.match(/'(\w+)\.(\w+)'/) ?? []
  const path = controller && findSource(`/${controller}.ts`)
  const action = path && actionOf(path, method)
  if (!route || !action) return null

  const [, view] = action.text.match(/view\.render\('(?:\w+::)?([\w/]+)'/) ?? []
  const template = view && findSource(`/${view}.edge`)
  return [
    excerpt('Route', routes, route),
    excerpt('Action', path, action),
    ...(template ? [excerpt('Template', template, { start: 0, text: sourceOf(template)!.trimEnd() })] : []),
  ]
}

interface Part {
  start: number
  text: string
}

function routeOf(name: string): Part | null {
  return partOf(
    routes,
    (line) => line.includes(`.as('${name}')`),
    (line) => /^\s*Route\./.test(line),
    (line) => !/^\s+\./.test(line),
  )
}

function actionOf(path: string, method: string): Part | null {
  return partOf(
    path,
    (line) => line.startsWith(`  public async ${method}(`),
    (_, before = '') => !/^ {2}( ?\*|\/\*)/.test(before),
    (_, before) => before === '  }',
  )
}

function partOf(
  path: string,
  isWanted: (line: string) => boolean,
  isFirst: (line: string, before?: string) => boolean,
  isAfterLast: (line: string, before?: string) => boolean,
): Part | null {
  const lines = sourceOf(path)!.split('\n')
  const found = lines.findIndex(isWanted)
  if (found < 0) return null

  let start = found
  while (start > 0 && !isFirst(lines[start], lines[start - 1])) start--
  let end = found + 1
  while (end < lines.length && !isAfterLast(lines[end], lines[end - 1])) end++
  return { start, text: lines.slice(start, end).join('\n') }
}

function excerpt(title: string, path: string, { start, text }: Part): Excerpt {
  const lines = highlightedSource(path)!.slice(start, start + text.split('\n').length)
  const depth = Math.min(...lines.filter(Boolean).map((line) => line.search(/\S/)))
  return { title, path, start: start + 1, html: lines.map((line) => line.slice(depth)).join('\n') }
}
