import type { RequestContract } from '@ioc:Adonis/Core/Request'
import { settings } from '../settings'

/** A text, a list of fields with one name, or fields with a name such as `post[body]`. */
export type Value = string | Value[] | Fields
export type Fields = { [name: string]: Value }

const ownFields = ['_csrf', '_viewer', '_page']
const maxDepth = 10

/** Returns the fields of a form, without those that are never kept. */
export const formFields = (request: RequestContract): Fields => fieldsIn(request.body(), 0)

/** Returns each text of a form with the name of its field: `post[body]`, `tags[]`. */
export const namedTexts = (fields: Fields): [name: string, text: string][] =>
  Object.entries(fields).flatMap(([name, value]) => textsOf(name, value))

/** Returns whether a form has something that is never kept: passwords or files. */
export function hasUnkept(request: RequestContract): boolean {
  const { neverKept } = settings()
  return isIn(request.body(), neverKept) || Object.keys(request.allFiles?.() ?? {}).length > 0
}

function fieldsIn(body: Record<string, unknown>, depth: number): Fields {
  const omitted = depth === 0 ? [...ownFields, ...settings().neverKept] : settings().neverKept
  const values = Object.entries(body)
    .filter(([name]) => !omitted.includes(name))
    .map(([name, value]) => [name, valueOf(value, depth + 1)] as const)
  return Object.fromEntries(values.filter((field): field is [string, Value] => field[1] !== undefined))
}

/** A text that was emptied arrives as null. */
function valueOf(value: unknown, depth: number): Value | undefined {
  if (value === null) return ''
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value)
  if (typeof value !== 'object' || depth > maxDepth) return undefined
  if (!Array.isArray(value)) return fieldsIn(value as Record<string, unknown>, depth)
  return value.map((one) => valueOf(one, depth + 1)).filter((one): one is Value => one !== undefined)
}

function textsOf(name: string, value: Value): [string, string][] {
  if (typeof value === 'string') return [[name, value]]
  if (!Array.isArray(value))
    return Object.entries(value).flatMap(([key, inner]) => textsOf(`${name}[${key}]`, inner))
  return value.flatMap((one, index) =>
    textsOf(typeof one === 'string' ? `${name}[]` : `${name}[${index}]`, one),
  )
}

const isIn = (value: unknown, names: string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([name, inner]) => (names.includes(name) && !!inner) || isIn(inner, names))
