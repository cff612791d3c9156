import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'fs'
import { dirname, resolve } from 'path'

/** Rules of env.ts. Each returns a function of (name, value) that returns the setting or throws a SettingError. */

export class SettingError extends Error {
  constructor(name: string, value: string | undefined, expected: string) {
    super(`${name}=${value ?? ''} is not a setting Welcome Back understands: ${expected}`)
  }

  /** The kernel calls this in place of a stack trace. */
  public handle() {
    console.error(this.message)
    process.exitCode = 1
  }
}

export const duration = (fallback: string) => (name: string, value?: string) => {
  if (!value) return fallback
  if (/^[1-9]\d{0,5}(s|m|h|d)$/.test(value)) return value
  throw new SettingError(
    name,
    value,
    `write a duration such as ${name}=${fallback}, ${name}=90s or ${name}=1m`,
  )
}

export const durationOrNone = (fallback: string) => (name: string, value?: string) =>
  value === '0' ? value : duration(fallback)(name, value)

export const natural = (fallback: number, max: number) => (name: string, value?: string) => {
  if (!value) return fallback
  if (/^[1-9]\d*$/.test(value) && Number(value) <= max) return Number(value)
  throw new SettingError(name, value, `write a whole number from 1 to ${max}, such as ${name}=${fallback}`)
}

export const oneOf =
  <Choice extends string>(choices: readonly Choice[], fallback: Choice) =>
  (name: string, value?: string): Choice => {
    if (!value) return fallback
    if (choices.includes(value as Choice)) return value as Choice
    throw new SettingError(name, value, `write one of ${choices.join(', ')}, such as ${name}=${fallback}`)
  }

export const text = (fallback: string) => (_name: string, value?: string) => value || fallback

/** Creates the folder of the file, but not its parents. */
export const writablePath = (fallback: string) => (name: string, value?: string) => {
  const path = resolve(value || fallback)
  try {
    if (!existsSync(dirname(path))) mkdirSync(dirname(path))
    accessSync(`${dirname(path)}/.`, constants.W_OK)
    if (existsSync(path)) closeSync(openSync(path, 'r+'))
    return path
  } catch {
    throw new SettingError(name, path, `no file can be written there; try ${name}=${fallback}`)
  }
}

/** Returns a line about a warning that is longer than half a session, or null. Takes durations. */
export function shortenedWarning(warning: string, ...lengths: string[]): string | null {
  const shortest = lengths.sort((one, other) => secondsIn(one) - secondsIn(other))[0]
  const half = secondsIn(shortest) / 2
  if (secondsIn(warning) <= half) return null
  return `SESSION_WARNING=${warning} is more than half of a session of ${shortest}: pages warn ${half} seconds before its end`
}

const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 }

const secondsIn = (duration: string) =>
  parseInt(duration) * (unitSeconds[duration.at(-1) as keyof typeof unitSeconds] ?? 1)

export const siteUrl = () => (name: string, value?: string) => {
  const isNeeded = process.env.NODE_ENV === 'production' && process.env.SMTP_URL
  if (!value && !isNeeded) return undefined
  if (value && /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value) return value
  throw new SettingError(name, value, `write the address of the site, such as ${name}=https://example.com`)
}

export const smtpUrl = () => (name: string, value?: string) => {
  if (!value) return undefined
  if (/^smtps?:\/\//.test(value) && URL.canParse(value) && new URL(value).hostname) return value
  throw new SettingError(name, '…', `write ${name}=smtps://user:password@smtp.example.com`)
}

export const sender = (fallback: string) => (name: string, value?: string) => {
  if (!value && !process.env.SMTP_URL) return fallback
  if (value && /^([^<>@",\n]+ <[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/.test(value)) return value
  throw new SettingError(name, value, `write the sender of mails, such as ${name}=welcome@example.com`)
}

export const secret = () => (name: string, value?: string) => {
  if (value && value.length >= 32) return value
  throw new SettingError(
    name,
    value && '…',
    'it needs 32 random characters or more: `node ace generate:key`, or `node build/ace generate:key`',
  )
}

export const postgresUrl = () => (name: string, value?: string) => {
  const expected = `write ${name}=postgres://user:password@127.0.0.1:5432/welcome_back`
  if (!value && process.env.DB_CONNECTION !== 'pg') return undefined
  if (value && /^postgres(ql)?:\/\//.test(value) && URL.canParse(value)) return value
  throw new SettingError(name, value && '…', expected)
}
