import type * as TypeScript from 'typescript'
import Source from './Source'

const shield = 'Adonis/Addons/Shield'
const everywhere = '@ioc:WelcomeBack/Middleware/Everywhere'
const named = ['Passive', 'SessionHeaders'].map((name) => ({
  key: name[0].toLowerCase() + name.slice(1),
  module: `@ioc:WelcomeBack/Middleware/${name}`,
}))

/** Adds the middleware to start/kernel.ts. Returns what is left to do. */
export function editKernel(source: Source): string[] {
  const server = source.nameOfImport('@ioc:Adonis/Core/Server') ?? addServer(source)
  return [...addGlobal(source, server), ...addNamed(source, server)]
}

function addServer(source: Source): string {
  source.addImport("import Server from '@ioc:Adonis/Core/Server'¶")
  return 'Server'
}

function addGlobal(source: Source, server: string): string[] {
  if (source.has(everywhere)) return []
  const line = `() => import('${everywhere}')`
  const { ts } = source
  const list = argumentOf(source, 'register')
  if (!list || !ts.isArrayLiteralExpression(list))
    return [`start/kernel.ts: register ${line} after Shield, in ${server}.middleware.register([ … ])`]

  const place = list.elements.find((element) => mentions(source, element, shield))
  source.addTo(list, [line], place)
  return place ? [] : [`start/kernel.ts: register () => import('@ioc:${shield}') before ${line}`]
}

function addNamed(source: Source, server: string): string[] {
  const missing = named.filter(({ module }) => !source.has(module))
  if (missing.length === 0) return []
  const lines = missing.map(({ key, module }) => `${key}: () => import('${module}')`)
  const list = argumentOf(source, 'registerNamed')
  if (!list)
    source.append(
      `\n${server}.middleware.registerNamed({\n${lines.map((line) => `  ${line},\n`).join('')}})¶\n`,
    )
  else if (source.ts.isObjectLiteralExpression(list)) source.addTo(list, lines)
  else return lines.map((line) => `start/kernel.ts: register by name ${line}`)
  return []
}

/** Returns the argument of the call `….middleware.name(…)`. */
function argumentOf(source: Source, name: string): TypeScript.Expression | undefined {
  const { ts } = source
  const call = source
    .find(ts.isCallExpression)
    .find(
      ({ expression }) =>
        ts.isPropertyAccessExpression(expression) &&
        expression.name.text === name &&
        expression.expression.getText(source.tree).endsWith('middleware'),
    )
  return call?.arguments[0]
}

const mentions = (source: Source, node: TypeScript.Node, binding: string) =>
  source
    .find(source.ts.isStringLiteralLike, node)
    .some(({ text }) => text === binding || text === `@ioc:${binding}`)
