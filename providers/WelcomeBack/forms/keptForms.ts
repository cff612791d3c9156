import { lodash } from '@poppinss/utils'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { viewerOf } from '../session/stamp'
import type { Values } from '../session/values'
import { settings } from '../settings'
import { wantsJson } from './requestKind'
import { formPath } from './returnPaths'

type Request = HttpContextContract['request']
type Session = HttpContextContract['session']

const ownFields = ['_csrf', '_viewer']
const ownMessages = ['errors', 'notice', 'reset', 'retry_after', 'verdict', 'warning']
const anHour = 60 * 60 * 1000
const maxForms = 5

interface KeptForm {
  viewer: string
  /** A form that is sent again replaces the kept form of the same name. */
  name: string
  path: string
  input: Record<string, string>
  until: number
}

/** Returns what was typed into a form, without the fields that are never kept. */
export function typedInto(request: Request): Record<string, string> {
  const fields = Object.entries<unknown>(request.body()).map(([name, text]) => [name, text ?? ''] as const)
  const neverKept = [...ownFields, ...settings().neverKept]
  return Object.fromEntries(
    fields.filter(
      (field): field is [string, string] => typeof field[1] === 'string' && !neverKept.includes(field[0]),
    ),
  )
}

/** Returns whether the viewer who sends a form also wrote it. A form without `_viewer` counts as theirs. */
export function isWrittenByViewer({ auth, request }: HttpContextContract): boolean {
  const writer = writerOf(request)
  return !writer || writer === (auth.user ? viewerOf(auth.user.id) : '')
}

/**
 * Keeps a refused form for the user who wrote it, until they send it again or for an hour. Returns whether there was
 * anything to keep.
 */
export function keepForm({ request, session }: HttpContextContract): boolean {
  const [viewer, input] = [writerOf(request), typedInto(request)]
  if (!viewer || request.intended() === 'GET' || Object.keys(input).length === 0) return false

  const name = nameOf(request)
  const form: KeptForm = { viewer, name, path: formPath(request), input, until: Date.now() + anHour }
  store(session, [form, ...keptForms(session).filter((other) => other.name !== name)].slice(0, maxForms))
  return true
}

/** Returns whether a form waits until its writer signs in. */
export const isAnythingKept = (session: Session): boolean => keptForms(session).length > 0

/** Returns the fields of the form of this page that is kept for this viewer, or null. */
export function keptFormFor({ auth, request, session }: HttpContextContract): Record<string, string> | null {
  const form = keptForms(session).find(({ path }) => path.split('?')[0] === request.url())
  store(session, keptForms(session))
  return form && auth.user && form.viewer === viewerOf(auth.user.id) ? form.input : null
}

/** Forgets the kept form that this request sends. */
export function forgetForm({ request, session }: HttpContextContract) {
  const name = nameOf(request)
  store(
    session,
    keptForms(session).filter((form) => form.name !== name),
  )
}

/** Returns a session's data for its next owner: without the old CSRF secret and the kept forms of others. */
export function dataForOwner(data: Values, userId: number | null): Values {
  const own = formsIn(data).filter(({ viewer }) => userId !== null && viewer === viewerOf(userId))
  const others = lodash.omit(data, ['csrf-secret', 'kept_forms'])
  return own.length ? { ...others, kept_forms: own } : others
}

/** When the first and the last of a session's kept forms expire, in milliseconds since 1970; null without any. */
export function keptUntil(data: Values): { first: number; last: number } | null {
  const times = formsIn(data).map(({ until }) => until)
  return times.length ? { first: Math.min(...times), last: Math.max(...times) } : null
}

/** Returns a session's data without the forms that have expired. */
export function withoutExpiredForms({ kept_forms: forms, ...data }: Values): Values {
  const unexpired = formsIn({ kept_forms: forms }).filter(isUnexpired)
  return unexpired.length ? { ...data, kept_forms: unexpired } : data
}

const formsIn = (data: Values) => (data.kept_forms ?? []) as KeptForm[]

const isUnexpired = ({ until }: KeptForm) => until > Date.now()

const keptForms = (session: Session): KeptForm[] => session.get('kept_forms', []).filter(isUnexpired)

function store(session: Session, forms: KeptForm[]) {
  if (forms.length) session.put('kept_forms', forms)
  else session.forget('kept_forms')
}

/** Shows the page of a form again, with the messages and every field as it was sent except the passwords. */
export function showForm(ctx: HttpContextContract, messages: Record<string, string | number | object>) {
  const { request, response, session } = ctx
  if (wantsJson(ctx)) return response.json(messages)

  session.flash({ ...messages, ...asFlash(typedInto(request)) })
  return response.redirect(formPath(request))
}

/** Returns what was typed as flash messages, in the place where the app's templates look for it. */
export function asFlash(typed: Record<string, string>): Record<string, any> {
  const { typedKey } = settings()
  if (typedKey) return { [typedKey]: typed }
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !ownMessages.includes(name)))
}

/** Returns the viewer for whom the sent form was rendered, or an empty text. */
export function writerOf(request: Request): string {
  const writer = request.header('x-session-viewer') ?? request.input('_viewer')
  return typeof writer === 'string' ? writer : ''
}

const nameOf = (request: Request) => `${request.url()} ${typedInto(request)._key ?? ''}`
