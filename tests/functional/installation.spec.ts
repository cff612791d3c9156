import { mkdtempSync, rmSync, writeFileSync } from 'fs'
import { tmpdir } from 'os'
import { join } from 'path'
import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import Config from '@ioc:Adonis/Core/Config'
import Route from '@ioc:Adonis/Core/Route'
import Database from '@ioc:Adonis/Lucid/Database'
import { missingEdits, requireGuard } from '../../packages/adonis-welcome-back/server/installation'
import Forms from '../../packages/adonis-welcome-back/server/middleware/Forms'
import Passive from '../../packages/adonis-welcome-back/server/middleware/Passive'
import SessionMiddleware from '../../packages/adonis-welcome-back/server/middleware/Session'

type Undo = () => unknown

function replace<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  value: Owner[Name],
): Undo {
  const former = owner[name]
  owner[name] = value
  return () => (owner[name] = former)
}

function set(name: string, value: unknown): Undo {
  const former = Config.get(name)
  Config.set(name, value)
  return () => Config.set(name, former)
}

const withoutRoute = (missing: string) => {
  const match = Route.match.bind(Route)
  return replace(Route, 'match', (path, ...others) => (path === missing ? null : match(path, ...others)))
}

const withMiddleware = async (path: string, change: (stack: any[], classes: unknown[]) => any[]) => {
  const { meta } = Route.match(path, 'GET')!.route
  const classes = await Promise.all(
    meta.resolvedMiddleware!.map(async ({ value }: any) => (await value()).default),
  )
  return replace(meta, 'resolvedMiddleware', change(meta.resolvedMiddleware!, classes))
}

const without = (path: string, missing: unknown) =>
  withMiddleware(path, (stack, classes) => stack.filter((_, index) => classes[index] !== missing))

const texts = ["@include('welcomeback::head')", "@include('welcomeback::body')", '<main x-data="page({})">']

function withoutText(missing: string): Undo {
  const folder = mkdtempSync(join(tmpdir(), 'views-'))
  const others = texts.filter((text) => !text.includes(missing))
  writeFileSync(join(folder, 'layout.edge'), others.join('\n'))
  const restore = replace(Application, 'viewsPath', () => folder)
  return () => {
    restore()
    rmSync(folder, { recursive: true })
  }
}

async function withoutTable(name: string): Promise<Undo> {
  await Database.rawQuery(`alter table ${name} rename to away`)
  return () => Database.rawQuery(`alter table away rename to ${name}`)
}

const page = '/api/user/page'
const everywhere = 'start/kernel.ts: @ioc:WelcomeBack/Middleware/Everywhere must be registered after Shield'
const tables = 'The database must have the tables of the part: run node ace migration:run'

const rows: [edit: string, message: string, undo: () => Undo | Promise<Undo>][] = [
  ['no session middleware', everywhere, () => without(page, SessionMiddleware)],
  ['no middleware for forms', everywhere, () => without(page, Forms)],
  ['Shield last', everywhere, () => withMiddleware(page, (stack) => [...stack].reverse())],
  [
    'no call of routes()',
    'start/routes.ts: must call routes() of @ioc:WelcomeBack',
    () => withoutRoute(page),
  ],
  [
    'an active check',
    'start/routes.ts: must have the route /api/user/check with the middleware passive and sessionHeaders',
    () => without('/api/user/check', Passive),
  ],
  ['no reset', 'start/routes.ts: must have the route /go/auth/reset', () => withoutRoute('/go/auth/reset')],
  [
    'no sign-in page',
    'config/welcomeback.ts: signInPath must be the path of a page',
    () => set('welcomeback.signInPath', '/nowhere'),
  ],
  [
    'a handler that refuses nothing',
    'app/Exceptions/Handler.ts: handle() must pass each error to refuse() of @ioc:WelcomeBack',
    () => replace(Application, 'exceptionHandlerNamespace', 'Adonis/Core/HttpExceptionHandler'),
  ],
  [
    'no head',
    "resources/views: the layout must have @!component('welcomeback::head')",
    () => withoutText('welcomeback::head'),
  ],
  [
    'no body',
    "resources/views: the layout must have @!component('welcomeback::body')",
    () => withoutText('welcomeback::body'),
  ],
  [
    'no component',
    'resources/views: the main element of the layout must have x-data="page(…)"',
    () => withoutText('x-data'),
  ],
  [
    'no layout',
    'config/welcomeback.ts: layout must be the name of a template',
    () => set('welcomeback.layout', 'layouts/nothing'),
  ],
  ['no sessions', tables, () => withoutTable('sessions')],
  ['no kept forms', tables, () => withoutTable('kept_forms')],
  [
    'a column that does not exist',
    'config/welcomeback.ts: users must name the table of the users and its columns',
    () => set('welcomeback.users.password', 'secret'),
  ],
]

test.group('The check of the installation', () => {
  test('finds nothing missing in this site', async ({ assert }) => assert.deepEqual(await missingEdits(), []))

  for (const [edit, message, undo] of rows) {
    test(`reports ${edit}`, async ({ assert, cleanup }) => {
      cleanup((await undo()) as () => void)
      assert.deepEqual(await missingEdits(), [message])
    })
  }

  for (const guard of ['nobody', 'api']) {
    test(`reports the guard "${guard}"`, ({ assert, cleanup }) => {
      cleanup(set('welcomeback.guard', guard) as () => void)
      cleanup(set('auth.guards.api', { driver: 'oat' }) as () => void)
      assert.throws(requireGuard, new RegExp(`config/welcomeback.ts: guard must .* not '${guard}'`))
    })
  }
})
