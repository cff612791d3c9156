import { readdirSync, readFileSync } from 'fs'
import { join } from 'path'
import { setTimeout } from 'timers/promises'
import Application from '@ioc:Adonis/Core/Application'
import Config from '@ioc:Adonis/Core/Config'
import Route from '@ioc:Adonis/Core/Route'
import Server from '@ioc:Adonis/Core/Server'
import View from '@ioc:Adonis/Core/View'
import Database from '@ioc:Adonis/Lucid/Database'
import InstallationError from './InstallationError'
import Everywhere from './middleware/Everywhere'
import Forms from './middleware/Forms'
import Passive from './middleware/Passive'
import Session from './middleware/Session'
import SessionHeaders from './middleware/SessionHeaders'
import { settings, tables } from './settings'

const databaseTimeoutMs = 2_000
const isUnknown = /\b42(P01|703)\b|no such (table|column)|ER_(NO_SUCH_TABLE|BAD_FIELD_ERROR)/

/** The requirements for an app, by file, and functions that check them. */
const requirements: Record<string, () => boolean | Promise<boolean>> = {
  'start/kernel.ts: @ioc:WelcomeBack/Middleware/Everywhere must be registered after Shield': async () => {
    if (!routeOf('/api/user/page')) return true
    const middleware = await middlewareOf('/api/user/page')
    const shield = middleware.indexOf(Application.container.use('Adonis/Addons/Shield'))
    const [everywhere, forms] = [Everywhere, Forms].map((name) => middleware.indexOf(name))
    const isOpened = everywhere >= 0 || middleware.includes(Session)
    return isOpened && shield >= 0 && shield < Math.max(everywhere, forms)
  },

  'start/routes.ts: must call routes() of @ioc:WelcomeBack': () => routeOf('/api/user/page') !== undefined,

  'start/routes.ts: must have the route /api/user/check with the middleware passive and sessionHeaders':
    async () => {
      const middleware = await middlewareOf('/api/user/check')
      return [Passive, SessionHeaders].every((name) => middleware.includes(name))
    },

  'start/routes.ts: must have the route /go/auth/reset': () => routeOf('/go/auth/reset') !== undefined,

  'config/welcomeback.ts: signInPath must be the path of a page': () =>
    routeOf(settings().signInPath) !== undefined,

  'app/Exceptions/Handler.ts: handle() must pass each error to refuse() of @ioc:WelcomeBack': () =>
    handlerCallsRefuse(),

  "resources/views: the layout must have @!component('welcomeback::head')": () =>
    isInTemplate('welcomeback::head'),

  "resources/views: the layout must have @!component('welcomeback::body')": () =>
    isInTemplate('welcomeback::body'),

  'resources/views: the main element of the layout must have x-data="page(…)"': () =>
    isInTemplate('x-data="page('),

  'config/welcomeback.ts: layout must be the name of a template': () => isTemplate(settings().layout),

  'The database must have the tables of the part: run node ace migration:run': async () =>
    (await Promise.all(Object.values(tables()).map((name) => isTable(name)))).every(Boolean),

  'config/welcomeback.ts: users must name the table of the users and its columns': () => {
    const { table, id, password } = settings().users
    return isTable(table, id, password)
  },
}

/** Throws an error that lists the missing edits of the README. Runs when the routes are known. */
export async function requireInstallation() {
  const missing = await missingEdits()
  if (missing.length) throw new InstallationError(missing)
}

export async function missingEdits(): Promise<string[]> {
  const results = Object.entries(requirements).map(async ([text, isMet]) => ((await isMet()) ? [] : text))
  return (await Promise.all(results)).flat()
}

/** Throws an error if the guard in the settings has no sessions. `completeSettings` needs it. */
export function requireGuard() {
  const name = Config.get('welcomeback.guard') ?? Config.get('auth.guard')
  const { driver = 'oat' } = Config.get(`auth.guards.${name}`, {})
  if (!['oat', 'basic'].includes(driver)) return
  throw new InstallationError([
    `config/welcomeback.ts: guard must name a session guard of config/auth.ts, not '${name}'`,
  ])
}

const routeOf = (path: string) => Route.match(path, 'GET')?.route

function middlewareOf(path: string): Promise<unknown[]> {
  const { resolvedMiddleware = [] } = routeOf(path)?.meta ?? {}
  return Promise.all([...Server.middleware.get(), ...resolvedMiddleware].map(classOf))
}

async function classOf({ type, value, namespace }: any) {
  if (type === 'function') return value
  const module = await (type === 'lazy-import' ? value() : Application.container.use(namespace))
  return module.default ?? module
}

/** Reads the code of the handler's class and of the classes that it extends, and calls nothing. */
function handlerCallsRefuse(): boolean {
  const { exceptionHandlerNamespace: namespace, container } = Application as any
  if (!namespace) return false
  const module = container.use(namespace)
  let handler = module.default ?? module
  while (handler && handler !== Function.prototype) {
    if (/\brefuse\b/.test(handler.toString())) return true
    handler = Object.getPrototypeOf(handler)
  }
  return false
}

function isInTemplate(text: string): boolean {
  const folder = Application.viewsPath()
  const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.edge'),
  )
  return templates.some((name) => readFileSync(join(folder, name), 'utf8').includes(text))
}

function isTemplate(name: string): boolean {
  try {
    return !!View.loader.resolve(name)
  } catch {
    return false
  }
}

/** If the database does not respond, no edit is missing. */
function isTable(table: string, ...columns: string[]): Promise<boolean> {
  const query = Database.from(table).select(columns).limit(1)
  const isKnown = query.then(
    () => true,
    ({ code, message }) => !isUnknown.test(`${code} ${message}`),
  )
  return Promise.race([isKnown, setTimeout(databaseTimeoutMs, true, { ref: false })])
}
