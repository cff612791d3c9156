import type * as TypeScript from 'typescript'
import Source from './Source'

const welcomeBack = '@ioc:WelcomeBack'
const check = '/api/user/check'
const reset = '/go/auth/reset'
const events = '/api/user/events'
const passive = ".middleware(['passive', 'sessionHeaders'])"

/**
 * Adds the routes to start/routes.ts. A route that the app has already stays; the check gets its middleware.
 *
 * @param others The app's other files with routes.
 */
export function editRoutes(source: Source, others: Source[]): string[] {
  const all = [source, ...others]
  const isKnown = (path: string) => all.some((file) => file.has(path))
  const calls = all.some(callsRoutes)
  if (calls && [check, reset, events].every(isKnown)) return addPassive(source, others)

  const route =
    source.nameOfImport('@ioc:Adonis/Core/Route') ?? addImport(source, 'Route', '@ioc:Adonis/Core/Route')
  const own = source.nameOfImport(welcomeBack) ?? addImport(source, 'WelcomeBack', welcomeBack, '* as ')
  if (!calls) source.append(`\n${own}.routes()¶\n`)
  if (!isKnown(check))
    source.append(
      `\n${route}.get('${check}', async ({ auth }) => !!auth.user)\n  .as('api.user.check')\n  ${passive}¶\n`,
    )
  if (!isKnown(reset)) source.append(`\n${route}.get('${reset}', ${own}.reset).as('go.auth.reset')¶\n`)
  if (!isKnown(events))
    source.append(
      `\n${route}.get('${events}', ${own}.openStream).as('api.user.events').middleware('passive')¶\n`,
    )
  return isKnown(check) ? addPassive(source, others) : []
}

function addImport(source: Source, name: string, from: string, prefix = ''): string {
  source.addImport(`import ${prefix}${name} from '${from}'¶`)
  return name
}

/** Returns whether a file calls `routes()` of the package. */
function callsRoutes(source: Source): boolean {
  const { ts } = source
  const [namespace, name] = [source.nameOfImport(welcomeBack), source.nameOfExport(welcomeBack, 'routes')]
  return source
    .find(ts.isCallExpression)
    .map(({ expression }) => expression.getText(source.tree))
    .some((callee) => callee === name || (namespace !== undefined && callee === `${namespace}.routes`))
}

/** Adds the middleware to an app's own route of the check. */
function addPassive(source: Source, others: Source[]): string[] {
  const route = routeOf(source)
  if (!route) {
    const place = others.map(routeOf).find(Boolean)
    return place && !isPassive(place) ? [`the route ${check} needs ${passive}`] : []
  }
  if (!isPassive(route)) source.insert(route.getEnd(), passive)
  return []
}

const isPassive = (route: TypeScript.Node) => /['"]passive['"]/.test(route.getText())

/** Returns the whole chain of calls that defines the route of the check. */
function routeOf(source: Source): TypeScript.Expression | undefined {
  const { ts } = source
  const literal = source.find(ts.isStringLiteralLike).find(({ text }) => text === check)
  let node: TypeScript.Node | undefined = literal?.parent
  while (node && (ts.isPropertyAccessExpression(node.parent) || ts.isCallExpression(node.parent))) {
    // An argument, as in Route.group(() => …), is not part of the chain.
    if (ts.isCallExpression(node.parent) && node.parent.expression !== node) break
    node = node.parent
  }
  return node && ts.isCallExpression(node) ? node : undefined
}
