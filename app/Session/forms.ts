import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { viewerOf } from 'App/Session/stamp'
import { formPath } from 'App/Session/returnPath'
import type { Values } from 'App/Session/values'

type Request = HttpContextContract['request']
type Session = HttpContextContract['session']

/** Fields that are never kept and never shown again. */
const secrets = ['_csrf', '_viewer', 'current_password', 'password', 'password_confirmation']

const anHour = 60 * 60 * 1000
const most = 5

interface KeptForm {
  viewer: string
  /** Tells the form from others; one that is sent again takes the place of what it sent before. */
  name: string
  path: string
  input: Record<string, string>
  until: number
}

/** What was typed into a form, as far as it may be shown again. */
export function typedInto(request: Request): Record<string, string> {
  const fields = Object.entries<unknown>(request.body()).map(([name, text]) => [name, text ?? ''] as const)
  return Object.fromEntries(
    fields.filter(
      (field): field is [string, string] => typeof field[1] === 'string' && !secrets.includes(field[0]),
    ),
  )
}

/** Whether a form was written by the viewer who sends it. A form that does not say counts as theirs. */
export function isWrittenByViewer({ auth, request }: HttpContextContract): boolean {
  const writer = writerOf(request)
  return !writer || writer === (auth.user ? viewerOf(auth.user.id) : '')
}

/**
 * Keeps what was refused, passwords aside, for the user who wrote it, until their form is sent or for an hour.
 * Answers whether there was anything to keep.
 */
export function keep({ request, session }: HttpContextContract): boolean {
  const [viewer, input] = [writerOf(request), typedInto(request)]
  if (!viewer || request.intended() === 'GET' || Object.keys(input).length === 0) return false

  const name = nameOf(request)
  const form: KeptForm = { viewer, name, path: formPath(request), input, until: Date.now() + anHour }
  store(session, [form, ...keptForms(session).filter((other) => other.name !== name)].slice(0, most))
  return true
}

/** Whether any form waits for its writer to sign in. */
export const isAnythingKept = (session: Session): boolean => keptForms(session).length > 0

/** What was kept of a form of this page for this viewer, or null. */
export function keptFor({ auth, request, session }: HttpContextContract): Record<string, string> | null {
  const form = keptForms(session).find(({ path }) => path.split('?')[0] === request.url())
  store(session, keptForms(session))
  return form && auth.user && form.viewer === viewerOf(auth.user.id) ? form.input : null
}

/** Forgets what was kept of a form, now that it is sent. */
export function forget({ request, session }: HttpContextContract) {
  const name = nameOf(request)
  store(
    session,
    keptForms(session).filter((form) => form.name !== name),
  )
}

/** Leaves what was kept for this user, and nothing of anybody else's. */
export function keepOnlyOf(userId: number, session: Session) {
  store(
    session,
    keptForms(session).filter(({ viewer }) => viewer === viewerOf(userId)),
  )
}

/** When the first and the last of a session's kept forms have to go, in milliseconds since 1970; null without any. */
export function keptUntil(data: Values): { first: number; last: number } | null {
  const times = formsIn(data).map(({ until }) => until)
  return times.length ? { first: Math.min(...times), last: Math.max(...times) } : null
}

/** A session's data without the forms whose hour is over. */
export function withoutOldForms({ kept_forms: forms, ...data }: Values): Values {
  const lasting = formsIn({ kept_forms: forms }).filter(isLasting)
  return lasting.length ? { ...data, kept_forms: lasting } : data
}

const formsIn = (data: Values) => (data.kept_forms ?? []) as KeptForm[]

const isLasting = ({ until }: KeptForm) => until > Date.now()

const keptForms = (session: Session): KeptForm[] => session.get('kept_forms', []).filter(isLasting)

function store(session: Session, forms: KeptForm[]) {
  if (forms.length) session.put('kept_forms', forms)
  else session.forget('kept_forms')
}

const nameOf = (request: Request) => `${request.url()} ${typedInto(request)._key ?? ''}`

function writerOf(request: Request): string {
  const writer = request.header('x-session-viewer') ?? request.input('_viewer')
  return typeof writer === 'string' ? writer : ''
}
