import type { ApplicationContract } from '@ioc:Adonis/Core/Application'
import { addConfig, signInPathOf } from './configure/config'
import Files from './configure/files'
import { editHandler, newHandler } from './configure/handler'
import { editKernel } from './configure/kernel'
import { Layout, layoutsOf } from './configure/layouts'
import { addMigrations } from './configure/migrations'
import { editRoutes } from './configure/routes'
import Source, { Ts } from './configure/Source'

const kernel = 'start/kernel.ts'
const routes = 'start/routes.ts'

/** `node ace configure adonis-welcome-back` calls this. It edits the app and prints what is left to do. */
export default async function instructions(
  root: string,
  app: Pick<ApplicationContract, 'rcFile'>,
  sink: any,
): Promise<void> {
  const files = new Files(root)
  const ts: Ts = require(require.resolve('typescript', { paths: [root] }))
  const layouts = layoutsOf(files)
  const layout = await chosenLayout(layouts, sink)

  const left = [
    ...edit(kernel, editKernel),
    ...edit(routes, (source) => editRoutes(source, otherRoutes())),
    ...editExceptionHandler(),
  ]
  addConfig(files, { layout: layout?.name ?? 'layouts/app', signInPath: signInPathOf(files) })
  addMigrations(files, migrationsFolder())
  for (const path of files.written) sink.logger.action('update').succeeded(path)
  printRest(left, layouts, sink.logger)

  function edit(file: string, change: (source: Source) => string[]): string[] {
    const source = new Source(ts, files.read(file))
    const rest = change(source)
    files.write(file, source.toString())
    return rest
  }

  function otherRoutes(): Source[] {
    return [...files.list('start', '.ts'), ...files.list('app', '.ts')]
      .filter((path) => path !== routes && files.read(path).includes('@ioc:Adonis/Core/Route'))
      .map((path) => new Source(ts, files.read(path)))
  }

  function editExceptionHandler(): string[] {
    const file = handlerFile(files)
    if (!files.has(file)) files.write(file, newHandler)
    return edit(file, (source) => editHandler(source, file))
  }

  function migrationsFolder(): string {
    return `${app.rcFile?.directories?.database ?? 'database'}/migrations`
  }
}

/** Returns the file of the exception handler. Names one in `.adonisrc.json` if there is none. */
function handlerFile(files: Files): string {
  const rc = JSON.parse(files.read('.adonisrc.json') || '{}')
  const namespace: string = rc.exceptionHandlerNamespace ?? 'App/Exceptions/Handler'
  if (!rc.exceptionHandlerNamespace)
    files.write(
      '.adonisrc.json',
      `${JSON.stringify({ ...rc, exceptionHandlerNamespace: namespace }, null, 2)}\n`,
    )
  const [alias] = namespace.split('/')
  const folder = rc.aliases?.[alias] ?? alias.toLowerCase()
  return `${namespace.replace(alias, folder.replace(/^\.\//, ''))}.ts`
}

/** Without a terminal it takes the layout that most templates use. */
async function chosenLayout(layouts: Layout[], sink: any): Promise<Layout | undefined> {
  if (layouts.length < 2 || !process.stdin.isTTY || !process.stdout.isTTY) return layouts[0]
  const names = layouts.map(({ name }) => name)
  const chosen = await sink.getPrompt().choice('Which layout do your pages have?', names)
  return layouts.find(({ name }) => name === chosen)
}

function printRest(left: string[], layouts: Layout[], logger: any) {
  const list = layouts.map(({ file }) => file).join(', ') || 'your layout'
  const lines = [
    ...left,
    `In each layout (${list}), before </head>:  @!component('welcomeback::head')`,
    `In each layout, on the element with the content:  <main up-main x-data="page({ isAuthenticated: {{ !!auth.user }} })">`,
    `In each layout, before </body>:  @!component('welcomeback::body')`,
    `In your script: import { start } from 'adonis-welcome-back/browser', as in the README`,
    'node ace migration:run',
  ]
  logger.info('What is left to do:')
  lines.forEach((line, index) => logger.log(`  ${index + 1}. ${line}`))
}
