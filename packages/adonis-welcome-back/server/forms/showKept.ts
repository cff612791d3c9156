import { lodash } from '@poppinss/utils'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { settings } from '../settings'
import { fillForm } from './fillForm'
import type { Fields } from './formFields'
import { asFlash, isSentTo, keptMessage, KeptText, leaveForm } from './keptForms'
import { isBackground, isUnpoly, wantsJson } from '../request/requestKind'
import { showText, typedTexts } from './textPage'

type Next = () => Promise<void>

const notice = 'Your text is back. It was not sent: please send it again.'
/** The statuses of a page that is gone, or that its viewer may not see any more. */
const gone = [403, 404, 410]

/** Says on the sign-in page what is kept. In a dialog the text is still on the page. */
export async function announceKept({ request, session }: HttpContextContract) {
  const { flashMessages } = session
  if (request.url() !== settings().signInPath || request.header('x-up-mode') === 'modal') return
  const message = await keptMessage(session)
  const messages = [flashMessages.get('notice'), message].filter(Boolean)
  if (message) flashMessages.update({ ...flashMessages.all(), notice: messages.join(' ') })
}

/**
 * Shows a page with its kept forms filled in: by flash messages, as after an error, and then in the page itself. Shows
 * the text of a form that the page does not have on a page of its own.
 */
export async function showKept(ctx: HttpContextContract, kept: KeptText[], next: Next) {
  const { _leave: left } = ctx.request.qs()
  if (kept.some(({ id }) => id === left)) await leaveForm(ctx.session, left)
  const others = kept.filter(({ id }) => id !== left)
  if (others.length === 0) return next()

  const texts = others.map((text) => ({ ...text, fields: withNewer(text.fields, ctx) }))
  texts.forEach(({ fields }) => flash(ctx, fields))
  try {
    await next()
  } catch (error: any) {
    if (!gone.includes(error.status) || !isDocument(ctx)) throw error
    return showText(ctx, { ...pageOf(ctx, texts[0]), status: error.status }, typedTexts(texts[0].fields))
  }
  if (!isPage(ctx)) return
  const lost = texts.find((text) => !fill(ctx, text))
  if (lost && isDocument(ctx)) await showText(ctx, pageOf(ctx, lost), typedTexts(lost.fields))
}

/** Fields of a form that was rejected after it was kept are newer. */
function withNewer(fields: Fields, { session }: HttpContextContract): Fields {
  const { typedKey } = settings()
  const messages = session.flashMessages.all() ?? {}
  return merged(fields, typedKey ? messages[typedKey] : lodash.pick(messages, Object.keys(fields)))
}

function flash({ session: { flashMessages } }: HttpContextContract, fields: Fields) {
  const field = Object.keys(fields).find((name) => !name.startsWith('_'))
  const message = flashMessages.has('notice') ? {} : { notice, notice_link: `#${field}` }
  flashMessages.update(merged({ ...message, ...flashMessages.all() }, asFlash(fields)))
}

/** A list replaces another one. */
const merged = (old: object, newer: object) =>
  lodash.mergeWith({}, old, newer, (_: unknown, value: unknown) => (Array.isArray(value) ? value : undefined))

/** Fills in the form in the response. Returns false if the page has no such form. */
function fill({ request, response }: HttpContextContract, kept: KeptText): boolean {
  const here = `http://${request.header('host')}${request.url(true)}`
  const isItsAddress = (action: string) =>
    URL.canParse(action, here) && isSentTo(kept, pathOf(new URL(action, here)))
  const filled = fillForm(response.lazyBody[0], isItsAddress, kept.fields)
  if (filled) response.lazyBody[0] = filled
  return filled !== null
}

const pathOf = ({ pathname, search }: URL) => pathname + search

const isPage = ({ response }: HttpContextContract) =>
  response.response.statusCode < 300 &&
  typeof response.lazyBody[0] === 'string' &&
  /<\/html>/i.test(response.lazyBody[0])

/** Returns whether a person looks at the response itself. */
const isDocument = (ctx: HttpContextContract) => !isUnpoly(ctx) && !wantsJson(ctx) && !isBackground(ctx)

function pageOf({ request }: HttpContextContract, { id }: KeptText) {
  const { pathname, searchParams } = new URL(request.url(true), 'http://localhost')
  searchParams.set('_leave', id)
  return {
    status: 200,
    heading: 'Your text is back',
    advice: 'It was not sent, and this page has no form for it any more. Copy it before you go on.',
    link: { href: `${pathname}?${searchParams}`, text: 'Go on without it' },
  }
}
