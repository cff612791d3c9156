import { hash } from 'crypto'
import { lodash } from '@poppinss/utils'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { currentViewer, viewerOf } from '../session/stamp'
import type { UserId } from '../session/userId'
import type { Values } from '../session/values'
import { settings } from '../settings'
import { wantsJson } from './requestKind'
import { formViewer } from './formViewer'
import { Fields, formFields, namedTexts } from './formFields'
import { findInput, isAnyStored, removeInputs, storeInput } from './keptInputs'
import { networkOf } from './network'
import { isCrossOrigin } from './crossOrigin'
import { formPath } from './formPages'

type Request = HttpContextContract['request']
type Session = HttpContextContract['session']

const ownMessages = [
  'X-Redirect-Fragment',
  'errors',
  'notice',
  'notice_link',
  'retry_after',
  'verdict',
  'warning',
]
const anHour = 60 * 60 * 1000
const maxForms = 5
const maxBytes = 64 * 1024

interface KeptForm {
  id: string
  viewer: string
  /** A form replaces an earlier one of the same name. */
  name: string
  path: string
  until: number
}

/**
 * Keeps a refused form for its writer, for an hour. Returns whether it had fields to keep. A form of another site would
 * displace the text of others.
 */
export async function keepForm({ request, session }: HttpContextContract): Promise<boolean> {
  if (isCrossOrigin(request)) return false

  const [viewer, input] = [formViewer(request), formFields(request)]
  if (!viewer || ['GET', 'HEAD'].includes(request.method()) || Object.keys(input).length === 0) return false

  await forgetForm({ request, session })
  const until = Date.now() + anHour
  const id = await storeInput(input, networkOf(request.ip()), until)
  const form: KeptForm = { id, viewer, name: nameOf(request), path: formPath(request), until }
  const forms = [form, ...keptForms(session)]
  await keepOnly(forms.slice(0, maxForms), session, forms)
  return true
}

/** Returns whether a form has too much text to keep. */
export const isTooLong = ({ request }: HttpContextContract): boolean =>
  Buffer.byteLength(namedTexts(formFields(request)).flat().join('')) > maxBytes

/** Returns whether the visitor's session or guest's cookie keeps a form that can still be shown. */
export const isAnythingKept = (session: Session): Promise<boolean> => isAnyStored(idsOf(keptForms(session)))

/** Returns the fields that are kept for this page and this viewer, or null. */
export async function keptFormFor({ auth, request, session }: HttpContextContract): Promise<Fields | null> {
  const form = keptForms(session).find(({ path }) => path.split('?')[0] === request.url())
  return form?.viewer === currentViewer({ auth }) ? findInput(form.id) : null
}

export async function forgetForm({ request, session }: Pick<HttpContextContract, 'request' | 'session'>) {
  const [name, forms] = [nameOf(request), keptForms(session)]
  const others = forms.filter((form) => form.name !== name)
  if (others.length < forms.length) await keepOnly(others, session, forms)
}

/** Returns a session's data for its next owner: without the CSRF secret and the forms of others. */
export function dataForOwner(data: Values, userId: UserId | null): Values {
  const own = formsIn(data).filter(({ viewer }) => userId !== null && viewer === viewerOf(userId))
  const others = lodash.omit(data, ['csrf-secret', 'kept_forms'])
  return own.length ? { ...others, kept_forms: own } : others
}

export function removeDropped(before: Values, after: Values) {
  const kept = idsOf(formsIn(after))
  return removeInputs(idsOf(formsIn(before)).filter((id) => !kept.includes(id)))
}

const keptForms = (session: Session): KeptForm[] =>
  session.get('kept_forms', []).filter(({ until }: KeptForm) => until > Date.now())

async function keepOnly(kept: KeptForm[], session: Session, forms: KeptForm[]) {
  if (kept.length) session.put('kept_forms', kept)
  else session.forget('kept_forms')
  await removeInputs(idsOf(forms.filter((form) => !kept.includes(form))))
}

const formsIn = (data: Values) => (data.kept_forms ?? []) as KeptForm[]

const idsOf = (forms: KeptForm[]) => forms.map(({ id }) => id)

/** Redirects to the page of a form, with messages and all fields except passwords. */
export function showForm(ctx: HttpContextContract, messages: Record<string, string | number | object>) {
  const { request, response, session } = ctx
  if (wantsJson(ctx)) return response.json(messages)

  session.flash({ ...messages, ...asFlash(formFields(request)) })
  return response.redirect(formPath(request))
}

export function asFlash(typed: Fields): Record<string, any> {
  const { typedKey } = settings()
  if (typedKey) return { [typedKey]: typed }
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !ownMessages.includes(name)))
}

/** Short, because a guest's cookie has it. */
const nameOf = (request: Request) =>
  hash('sha256', JSON.stringify([request.url(), formFields(request)._key]), 'base64url').slice(0, 22)
