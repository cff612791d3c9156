import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isReferenceMissing } from '../database/references'
import { discardChanges } from './discardChanges'
import { endMessages } from '../session/endReasons'
import { noticeEnd } from './signIn'
import { settings } from '../settings'
import { formViewer, isOwnForm } from '../forms/formViewer'
import { isTooLong, keepForm, showForm } from '../forms/keptForms'
import { isCrossOrigin } from '../forms/crossOrigin'
import { isScript, isUnpoly } from '../request/requestKind'
import { formTexts, showText } from '../forms/textPage'
import { formPath } from '../forms/formPages'

const messages = {
  renewed: 'This page was out of date. Please send it again.',
  switched: 'Another account filled in this form, so it was not sent.',
  foreign:
    'A page of another site sent this form, or your browser hides which page it was. So nothing was done.',
  tooLong: 'Your text is too long to be kept. Copy it before you go on.',
  guest: 'Sign in to see this page.',
  notDone: 'Your last action was not done. Please repeat it after you sign in.',
}

/**
 * Refuses a request that the session does not allow: sends the sign-in page, the form again, or a verdict to a script.
 * Takes any error of an exception handler. Returns false, and does nothing, for other errors.
 */
export async function refuse(error: any, ctx: HttpContextContract): Promise<boolean> {
  switch (error.code) {
    case 'E_INVALID_AUTH_SESSION':
      await noticeEnd(ctx)
      await askToSignIn(ctx)
      return true
    case 'E_UNAUTHORIZED_ACCESS':
      await noticeEnd(ctx)
      await askToSignIn(ctx, error.redirectTo)
      return true
    case 'E_BAD_CSRF_TOKEN':
    case 'E_OTHER_VIEWER':
      await refuseForm(ctx)
      return true
    default:
      // Their account was deleted meanwhile.
      if (!isReferenceMissing(error) || !(await noticeEnd(ctx))) return showLostForm(error, ctx)
      await askToSignIn(ctx)
      return true
  }
}

const headings: Record<number, string> = {
  403: 'You may not do this',
  404: 'Page not found',
  409: 'This was changed meanwhile',
  410: 'This page is gone',
}

/** Shows the texts of a form whose action failed. */
async function showLostForm({ status }: any, ctx: HttpContextContract): Promise<boolean> {
  const heading = headings[status]
  if (!heading || isScript(ctx) || formTexts(ctx).length === 0) return false

  await showText(ctx, { status, heading, advice: 'Your text was not sent. You can copy it here.' })
  return true
}

async function askToSignIn(ctx: HttpContextContract, signInPath = settings().signInPath) {
  const { request, response, session, visit } = ctx
  if (isScript(ctx)) return sendVerdict(ctx, 401, 'expired')
  if (isCrossOrigin(request)) return showRefusal(ctx, messages.foreign)

  const signIn = `${signInPath}?return=${encodeURIComponent(formPath(request))}`
  if (isTooLong(ctx)) {
    const heading = visit.endReason ? endMessages[visit.endReason] : messages.guest
    return showText(ctx, {
      status: 401,
      heading,
      advice: messages.tooLong,
      link: { href: signIn, text: 'Sign in' },
    })
  }
  session.reflash()
  session.flash('verdict', 'expired')
  if (visit.endReason) session.flash('warning', endMessages[visit.endReason])
  if (request.intended() === 'GET') {
    if (isWithoutReason(ctx)) session.flash('notice', messages.guest)
  } else if (!(await keepForm(ctx))) session.flash('notice', messages.notDone)
  return response.redirect(signIn)
}

/** No session has ended, and no other message says why the sign-in page is shown. */
const isWithoutReason = (ctx: HttpContextContract) =>
  !ctx.visit.endReason &&
  !isUnpoly(ctx) &&
  !['warning', 'notice'].some((kind) => ctx.session.flashMessages.has(kind))

/** The text of another user is neither sent nor shown again. */
async function refuseForm(ctx: HttpContextContract) {
  const { auth, request, response, session } = ctx
  await auth.check()
  if (!auth.user && formViewer(request)) return askToSignIn(ctx)

  const isOwn = isOwnForm(ctx)
  if (isScript(ctx)) return sendVerdict(ctx, 403, isOwn ? 'renewed' : 'switched')
  if (isCrossOrigin(request)) return showRefusal(ctx, messages.foreign)
  if (isOwn && isTooLong(ctx)) return showRefusal(ctx, messages.tooLong)

  if (!isOwn) session.flash('warning', messages.switched)
  else if (!(await keepForm(ctx))) return showForm(ctx, { warning: messages.renewed })
  return response.redirect(formPath(request))
}

function showRefusal(ctx: HttpContextContract, advice: string) {
  const link = { href: formPath(ctx.request), text: 'Open the page' }
  return showText(ctx, { status: 403, heading: 'This form was not sent', advice, link })
}

/** Without a redirect, no other tab can sign in meanwhile. */
function sendVerdict(ctx: HttpContextContract, status: number, verdict: string) {
  discardChanges(ctx)
  return ctx.response.status(status).header('X-Session-Verdict', verdict).json({ verdict })
}
