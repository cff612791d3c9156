import type * as TypeScript from 'typescript'
import Source from './Source'

const welcomeBack = '@ioc:WelcomeBack'
const context = '@ioc:Adonis/Core/HttpContext'

/** The exception handler of an app that has none. */
export const newHandler = `import Logger from '@ioc:Adonis/Core/Logger'
import HttpExceptionHandler from '@ioc:Adonis/Core/HttpExceptionHandler'

export default class ExceptionHandler extends HttpExceptionHandler {
  constructor() {
    super(Logger)
  }
}
`

/** Lets the exception handler pass each error to `refuse` first. Returns what is left to do. */
export function editHandler(source: Source, file: string): string[] {
  const { ts } = source
  if (source.nameOfExport(welcomeBack, 'refuse')) return []
  const handler = source.find(ts.isClassDeclaration).find(isDefault(source))
  if (!handler) return [`${file}: handle() must start with: if (await refuse(error, ctx)) return`]

  const handle = handler.members.find((member) => member.name?.getText(source.tree) === 'handle')
  if (handle && !(ts.isMethodDeclaration(handle) && handle.body && isPromise(handle, source)))
    return [`${file}: handle() must be async and start with: if (await refuse(error, ctx)) return`]

  source.addImport(`import { refuse } from '${welcomeBack}'¶`)
  if (handle) extend(handle as TypeScript.MethodDeclaration, source)
  else addHandle(handler, source)
  return []
}

function isDefault({ ts }: Source) {
  return (declaration: TypeScript.ClassDeclaration) =>
    (declaration.heritageClauses ?? []).length > 0 &&
    declaration.getText().startsWith('export default') &&
    ts.isClassDeclaration(declaration)
}

/** A method that says what it returns must return a promise or anything. */
function isPromise({ type }: TypeScript.MethodDeclaration, { tree }: Source): boolean {
  return !type || /^(Promise\b|any$|unknown$)/.test(type.getText(tree))
}

function addHandle(handler: TypeScript.ClassDeclaration, source: Source) {
  if (!source.nameOfExport(context, 'HttpContextContract'))
    source.addImport(`import type { HttpContextContract } from '${context}'¶`)
  source.insert(
    handler.getEnd() - 1,
    '\n  public async handle(error: any, ctx: HttpContextContract) {\n' +
      '    if (await refuse(error, ctx)) return¶\n' +
      '    return super.handle(error, ctx)¶\n' +
      '  }\n',
  )
}

function extend(handle: TypeScript.MethodDeclaration, source: Source) {
  const { ts, tree } = source
  const indent = `${source.indentOf(handle)}  `
  const lines: string[] = []
  const names = ['error', 'ctx'].map((name, index) => {
    const parameter = handle.parameters[index]
    if (!parameter) return name
    if (ts.isIdentifier(parameter.name)) return parameter.name.text
    lines.push(`const ${parameter.name.getText(tree)} = ${name}¶`)
    source.replace(parameter.name, name)
    return name
  })
  addParameters(handle, names, source)
  if (!handle.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword))
    source.insert(handle.name.getStart(tree), 'async ')
  lines.unshift(`if (await refuse(${names.join(', ')})) return¶`)
  source.insert(handle.body!.getStart(tree) + 1, lines.map((line) => `\n${indent}${line}`).join(''))
}

function addParameters({ parameters, body }: TypeScript.MethodDeclaration, names: string[], source: Source) {
  if (parameters.length > 1) return
  const typed = [`${names[0]}: any`, `${names[1]}: any`].slice(parameters.length).join(', ')
  const last = parameters[parameters.length - 1]
  if (last) source.insert(last.getEnd(), `, ${typed}`)
  else source.insert(source.tree.text.lastIndexOf(')', body!.getStart(source.tree)), typed)
}
