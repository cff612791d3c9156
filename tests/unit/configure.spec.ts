import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs'
import { tmpdir } from 'os'
import { dirname, join } from 'path'
import { test } from '@japa/runner'
import ts from 'typescript'
import Application from '@ioc:Adonis/Core/Application'
import Files from '../../packages/adonis-welcome-back/configure/files'
import instructions from '../../packages/adonis-welcome-back/instructions'

type App = Record<string, string>

const kernel = `import Server from '@ioc:Adonis/Core/Server'

Server.middleware.register([
  () => import('@ioc:Adonis/Core/BodyParser'),
  () => import('@ioc:Adonis/Addons/Shield'),
])

Server.middleware.registerNamed({
  auth: () => import('App/Middleware/Auth'),
})
`
const routes = `import Route from '@ioc:Adonis/Core/Route'

Route.get('/', async ({ view }) => view.render('home'))
`
const handler = (members: string) => `import Logger from '@ioc:Adonis/Core/Logger'
import HttpExceptionHandler from '@ioc:Adonis/Core/HttpExceptionHandler'

export default class ExceptionHandler extends HttpExceptionHandler {
  constructor() {
    super(Logger)
  }
${members}}
`
const plain: App = {
  '.adonisrc.json': JSON.stringify({
    exceptionHandlerNamespace: 'App/Exceptions/Handler',
    aliases: { App: 'app' },
  }),
  'start/kernel.ts': kernel,
  'start/routes.ts': routes,
  'app/Exceptions/Handler.ts': handler(''),
  'resources/views/layouts/app.edge': '<html><head></head><body></body></html>',
  'resources/views/home.edge': "@layout('layouts/app')",
}

function write(root: string, app: App) {
  for (const [path, text] of Object.entries(app)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** Runs configure in an app with these files. Returns its files and what it printed. */
async function configure(changes: App, cleanup: (undo: () => void) => void) {
  const root = mkdtempSync(join(tmpdir(), 'configure-'))
  cleanup(() => rmSync(root, { recursive: true }))
  write(root, { ...plain, ...changes })
  symlinkSync(Application.makePath('node_modules'), join(root, 'node_modules'))

  const [files, printed, written] = [new Files(root), [] as string[], [] as string[]]
  const logger = {
    action: () => ({ succeeded: (path: string) => written.push(path) }),
    info: () => {},
    log: (line: string) => printed.push(line.replace(/^ *\d+\. /, '')),
  }
  const run = () => instructions(root, { rcFile: { directories: {} } } as any, { logger })
  await run()
  return { files, printed, written, again: run }
}

/** Throws unless TypeScript can read the text, and returns it without white space and with one kind of quotes. */
function code(text: string): string {
  const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true })
  if (diagnostics?.length)
    throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost({})) + text)
  return text.replace(/"/g, "'").replace(/[\s;]/g, '')
}

const everywhere = "()=>import('@ioc:WelcomeBack/Middleware/Everywhere')"
const shield = "import('@ioc:Adonis/Addons/Shield')"
const refuse = 'if(awaitrefuse(error,ctx))return'

test.group('node ace configure', () => {
  test('installs the package in a plain app', async ({ assert, cleanup }) => {
    const { files, printed } = await configure({}, cleanup as any)
    assert.include(code(files.read('start/kernel.ts')), `${shield},${everywhere}`)
    assert.include(
      files.read('start/kernel.ts'),
      "passive: () => import('@ioc:WelcomeBack/Middleware/Passive')",
    )
    const added = files.read('start/routes.ts').slice(routes.length)
    const order = ['WelcomeBack.routes()', '/api/user/check', '/go/auth/reset', '/api/user/events']
    const places = order.map((text) => added.indexOf(text))
    assert.deepEqual(
      places,
      [...places].sort((one, other) => one - other),
    )
    assert.notInclude(places, -1)
    assert.include(code(files.read('app/Exceptions/Handler.ts')), `${refuse}returnsuper.handle(error,ctx)`)
    assert.include(files.read('config/welcomeback.ts'), "layout: 'layouts/app'")
    assert.lengthOf(files.list('database/migrations', '.ts'), 4)
    assert.isTrue(printed.every((line) => !line.startsWith('start/') && !line.startsWith('app/')))
  })

  test('changes nothing the second time', async ({ assert, cleanup }) => {
    const { files, written, again } = await configure({}, cleanup as any)
    const texts = () =>
      ['app', 'config', 'database', 'start'].flatMap((folder) =>
        files.list(folder, '.ts').map((path) => [path, files.read(path)]),
      )
    const before = texts()
    written.length = 0
    await again()
    assert.deepEqual(texts(), before)
    assert.deepEqual(written, [])
  })

  const kernels: [what: string, text: string, expected: string][] = [
    [
      'double quotes, semicolons and named middleware first',
      `import Server from "@ioc:Adonis/Core/Server";
Server.middleware.registerNamed({});
Server.middleware.register([() => import("@ioc:Adonis/Addons/Shield"), () => import("App/Middleware/Locale")]);
`,
      `${shield},${everywhere},()=>import('App/Middleware/Locale')`,
    ],
    [
      'texts in place of imports, and another name of the server',
      `import Http from '@ioc:Adonis/Core/Server'
Http.middleware.register(['Adonis/Core/BodyParser', 'Adonis/Addons/Shield'])
`,
      `'Adonis/Addons/Shield',${everywhere}`,
    ],
    [
      'a trailing comma and comments',
      kernel.replace("Shield'),\n", "Shield'), // protects forms\n"),
      `${shield},${everywhere}`,
    ],
  ]
  for (const [what, text, expected] of kernels) {
    test(`adds the middleware to a kernel with ${what}`, async ({ assert, cleanup }) => {
      const { files, printed } = await configure({ 'start/kernel.ts': text }, cleanup as any)
      const edited = files.read('start/kernel.ts')
      assert.include(code(edited), expected)
      assert.include(edited, 'passive: () => import(')
      assert.include(edited, 'sessionHeaders: () => import(')
      assert.equal(edited.includes('"'), text.includes('"'))
      assert.isTrue(printed.every((line) => !line.startsWith('start/kernel.ts')))
    })
  }

  test('says what to do about a kernel without Shield', async ({ assert, cleanup }) => {
    const text = kernel.replace(/^.*Shield.*\n/m, '')
    const { printed } = await configure({ 'start/kernel.ts': text }, cleanup as any)
    assert.match(printed[0], /^start\/kernel.ts: register .*Shield.* before .*Everywhere/)
  })

  const handles: [what: string, member: string, expected: string][] = [
    [
      'an async handle',
      '  public async handle(error, ctx) {\n    return super.handle(error, ctx)\n  }\n',
      `publicasynchandle(error,ctx){${refuse}returnsuper`,
    ],
    [
      'a handle that is not async, with other names',
      '  handle(failure: any, http: HttpContextContract) {\n    return super.handle(failure, http)\n  }\n',
      'asynchandle(failure:any,http:HttpContextContract){if(awaitrefuse(failure,http))return',
    ],
    [
      'a handle that takes the context apart',
      '  public async handle(error: any, { response }: HttpContextContract): Promise<any> {\n    return response.status(500)\n  }\n',
      `handle(error:any,ctx:HttpContextContract):Promise<any>{${refuse}const{response}=ctx`,
    ],
    [
      'a handle that does not use the context',
      '  public async handle(error) {\n    throw error\n  }\n',
      `handle(error,ctx:any){${refuse}throwerror`,
    ],
  ]
  for (const [what, member, expected] of handles) {
    test(`lets a handler with ${what} pass errors on`, async ({ assert, cleanup }) => {
      const { files } = await configure({ 'app/Exceptions/Handler.ts': handler(member) }, cleanup as any)
      assert.include(code(files.read('app/Exceptions/Handler.ts')), expected)
    })
  }

  for (const [what, member] of [
    [
      'says that it returns something else',
      '  public handle(error: any, ctx: any): string {\n    return ""\n  }\n',
    ],
    ['is a property', '  public handle = (error: any) => error\n'],
  ]) {
    test(`leaves a handle alone that ${what}, and says so`, async ({ assert, cleanup }) => {
      const text = handler(member)
      const { files, printed } = await configure({ 'app/Exceptions/Handler.ts': text }, cleanup as any)
      assert.equal(files.read('app/Exceptions/Handler.ts'), text)
      assert.match(printed[0], /^app\/Exceptions\/Handler.ts: handle\(\) must be async and start with/)
    })
  }

  test('creates the handler that .adonisrc.json names, or names one', async ({ assert, cleanup }) => {
    const { files } = await configure({ '.adonisrc.json': '{"aliases":{"App":"./src"}}' }, cleanup as any)
    assert.include(code(files.read('src/Exceptions/Handler.ts')), refuse)
    assert.equal(JSON.parse(files.read('.adonisrc.json')).exceptionHandlerNamespace, 'App/Exceptions/Handler')
  })

  test("keeps an app's own check and reset, and adds the middleware to the check", async ({
    assert,
    cleanup,
  }) => {
    const own = `import Route from '@ioc:Adonis/Core/Route'
Route.group(() => {
  Route.get('/api/user/check', 'UsersController.check').as('api.user.check')
  Route.get('/go/auth/reset', 'GoController.authReset').as('go.auth.reset')
}).middleware('silentAuth')
`
    const { files } = await configure({ 'start/routes.ts': own }, cleanup as any)
    const edited = code(files.read('start/routes.ts'))
    assert.include(
      edited,
      "'UsersController.check').as('api.user.check').middleware(['passive','sessionHeaders'])Route.get('/go",
    )
    assert.lengthOf(edited.match(/\/api\/user\/check/g)!, 1)
    assert.lengthOf(edited.match(/\/go\/auth\/reset/g)!, 1)
    assert.include(edited, 'WelcomeBack.routes()')
  })

  test('takes the most used layout and the sign-in page of the Auth middleware', async ({
    assert,
    cleanup,
  }) => {
    const { files, printed } = await configure(
      {
        'resources/views/layouts/admin.edge': '<html><head></head></html>',
        'resources/views/layouts/site.edge': '<html><head></head></html>',
        'resources/views/one.edge': "@layout('layouts/site')",
        'resources/views/two.edge': "@layout('layouts.site')",
        'app/Middleware/Auth.ts': "export default class Auth {\n  protected redirectTo = '/entrance'\n}\n",
      },
      cleanup as any,
    )
    assert.include(files.read('config/welcomeback.ts'), "layout: 'layouts/site'")
    assert.include(files.read('config/welcomeback.ts'), "signInPath: '/entrance'")
    for (const name of ['admin', 'app', 'site'])
      assert.include(printed.join('\n'), `resources/views/layouts/${name}.edge`)
  })
})
