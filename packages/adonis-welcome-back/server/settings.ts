import Config from '@ioc:Adonis/Core/Config'
import { string } from '@ioc:Adonis/Core/Helpers'

export interface Users {
  table: string
  /** The attribute of the model with the id, as `identifierKey` of config/auth.ts; `id` by default. */
  key?: string
  id: string
  password: string
  name: string
}

/** The settings in config/welcomeback.ts. */
export interface WelcomeBackConfig {
  guard: string
  /** The age at which a session ends, even if it is active: `12h`. */
  lifetime: string
  /** How long before the end a page warns its viewer: `2m`. `0` turns the warning off. */
  warning: string
  /** How long after its last use a device is remembered; `30d` by default. */
  rememberAge?: string
  /** How long after the password was given a device is remembered at most; `365d` by default. */
  rememberLifetime?: string
  /** How many sessions a user can have at the same time; the next sign-in ends the oldest. */
  maxSessions: number
  /** The table and columns of the guard's users, and the attribute of the model with a user's name. */
  users: Users
  /** The names of the package's tables. */
  tables: { sessions: string; devices: string; keptForms: string }
  signInPath: string
  layout: string
  /** The template of a page that shows the texts of a form that was not accepted. */
  textPage: string
  /** The key of the typed fields in the flash messages. Without it each field is a key, as in `session.flashAll`. */
  typedKey?: string
  /** The names of GET routes without a page, to which no redirect may lead; `*` stands for any text. */
  routesWithoutPage: string[]
  neverKept: string[]
}

const defaults = {
  tables: { sessions: 'sessions', devices: 'remembered_devices', keptForms: 'kept_forms' },
  lifetime: '12h',
  warning: '2m',
  maxSessions: 100,
  signInPath: '/login',
  layout: 'layouts/app',
  textPage: 'welcomeback::text',
  routesWithoutPage: ['go.*', 'api.*'],
  neverKept: ['password', 'password_confirmation', 'current_password'],
}

export const settings = (): WelcomeBackConfig => Config.get('welcomeback')

export const tables = () => settings().tables

/** Adds defaults and values of config/auth.ts to the settings. Loads the guard's model only if `users` is missing. */
export async function completeSettings() {
  const given: Partial<WelcomeBackConfig> = Config.get('welcomeback', {})
  const guard = given.guard ?? Config.get('auth.guard')
  const users = given.users ?? (await usersOf(guard))
  const { identifierKey: key = 'id' } = Config.get(`auth.guards.${guard}.provider`, {})
  Config.set('welcomeback', {
    ...defaults,
    ...given,
    guard,
    users: { ...users, key: users.key ?? key },
    tables: { ...defaults.tables, ...given.tables },
  })
}

async function usersOf(guard: string): Promise<Users> {
  const { identifierKey, model, uids } = Config.get(`auth.guards.${guard}.provider`)
  const { default: User } = await model()
  User.boot()
  const column = (attribute: string): string => User.$getColumn(attribute).columnName
  return {
    table: User.table,
    key: identifierKey,
    id: column(identifierKey),
    password: column('password'),
    name: uids[0],
  }
}

/** The key of the user's id in the data of a session. */
export const userKey = () => `auth_${settings().guard}`

const lengths: Record<string, number> = {}

const toMs = (duration: string) => (lengths[duration] ??= string.toMs(duration))

/** Milliseconds. */
export const age = () => toMs(Config.get('session.age'))

export const lifetime = () => toMs(settings().lifetime)

/** Milliseconds, at most half of what a session can last; 0 for no warning. */
export const warning = () => Math.min(toMs(settings().warning), age() / 2, lifetime() / 2)

export const rememberAge = () => toMs(settings().rememberAge ?? '30d')

export const rememberLifetime = () => toMs(settings().rememberLifetime ?? '365d')

const lengthsInMs = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1_000 }

const words: Record<number, string> = {}

/** Takes milliseconds, returns `1 hour, 30 minutes`. */
export const inWords = (milliseconds: number) => (words[milliseconds] ??= wordsFor(milliseconds))

function wordsFor(milliseconds: number): string {
  let rest = milliseconds
  const parts = Object.entries(lengthsInMs).map(([unit, length]) => {
    const count = Math.floor(rest / length)
    rest -= count * length
    return count && new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(count)
  })
  return parts.filter(Boolean).join(', ')
}
