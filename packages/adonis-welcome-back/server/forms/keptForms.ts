import { hash } from 'crypto'
import { lodash } from '@poppinss/utils'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { currentViewer, viewerOf } from '../session/stamp'
import type { UserId } from '../session/userId'
import type { Values } from '../session/values'
import { settings } from '../settings'
import { wantsJson } from '../request/requestKind'
import { formViewer } from './formViewer'
import { Fields, formFields, hasUnkept, namedTexts } from './formFields'
import { findInput, isAnyStored, removeInputs, storeInput } from './keptInputs'
import { networkOf } from '../request/network'
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
  /** The page with the form. */
  path: string
  /** A digest of the address that the form is sent to. */
  address: string
  /** Whether the form had passwords or files, which are not kept. */
  isPartial: boolean
  until: number
}

/** A kept form of the requested page. */
export type KeptText = Pick<KeptForm, 'id' | 'address'> & { fields: Fields }

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
  const place = { path: formPath(request), address: digest(request.url(true)) }
  const form = { id, viewer, name: nameOf(request), ...place, isPartial: hasUnkept(request), until }
  const forms = [form, ...keptForms(session)]
  await keepOnly(forms.slice(0, maxForms), session, forms)
  return true
}

/** Returns whether a form has too much text to keep. */
export const isTooLong = ({ request }: HttpContextContract): boolean =>
  Buffer.byteLength(namedTexts(formFields(request)).flat().join('')) > maxBytes

/** Returns what to say about the forms that the visitor's session or guest's cookie keeps. */
export async function keptMessage(session: Session): Promise<string | undefined> {
  const forms = keptForms(session)
  if (!(await isAnyStored(idsOf(forms)))) return undefined
  const isPartial = forms.some((form) => form.isPartial)
  return `Your text is kept. It returns to its form after you sign in.${isPartial ? ' Passwords and files are not kept.' : ''}`
}

/** Returns the forms that are kept for this page and this viewer. */
export async function keptTextsFor({ auth, request, session }: HttpContextContract): Promise<KeptText[]> {
  const viewer = currentViewer({ auth })
  const forms = keptForms(session).filter(
    (form) => form.viewer === viewer && form.path.split('?')[0] === request.url(),
  )
  const found = await Promise.all(
    forms.map(async ({ id, address }) => ({ id, address, fields: await findInput(id) })),
  )
  return found.filter((kept): kept is KeptText => kept.fields !== null)
}

/** Returns whether a kept form was sent to that address. */
export const isSentTo = ({ address }: KeptText, to: string) => address === digest(to)

/** Removes a kept form that its writer does not need any more. */
export async function leaveForm(session: Session, id: string) {
  const forms = keptForms(session)
  await keepOnly(
    forms.filter((form) => form.id !== id),
    session,
    forms,
  )
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

const nameOf = (request: Request) => digest(JSON.stringify([request.url(), formFields(request)._key]))

/** Short, because a guest's cookie has it. */
const digest = (text: string) => hash('sha256', text, 'base64url').slice(0, 22)
