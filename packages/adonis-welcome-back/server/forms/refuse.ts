import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isReferenceMissing } from '../database/references'
import { discardChanges } from '../session/discardChanges'
import { endMessages } from '../session/endReasons'
import { noticeEnd } from '../session/signIn'
import { settings } from '../settings'
import { formViewer, isOwnForm } from './formViewer'
import { keepForm, showForm } from './keptForms'
import { isCrossOrigin } from './origin'
import { isScript, isUnpoly } from './requestKind'
import { formPath } from './returnPaths'

const messages = {
  renewed: 'This page was out of date. Please send it again.',
  switched: 'Another account filled in this form, so it was not sent.',
  foreign: 'A page of another site sent this form, so nothing was done.',
  guest: 'Sign in to see this page.',
  notDone: 'Your last action was not done. Please repeat it after you sign in.',
}

/** Tests at the start whether an exception handler passes its errors to `refuse`. */
export class Probe extends Error {
  public code = 'E_INVALID_AUTH_SESSION'
  public status = 401
  public isRefused = false

  /** The framework calls it, so that it sends no response itself. */
  public handle() {}
}

/**
 * Refuses a request that the session does not allow: sends the sign-in page, the form again, or a verdict to a script.
 * Takes any error of an exception handler. Returns false, and does nothing, for other errors.
 */
export async function refuse(error: any, ctx: HttpContextContract): Promise<boolean> {
  if (error instanceof Probe) return (error.isRefused = true)
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
      if (!isReferenceMissing(error) || !(await noticeEnd(ctx))) return false
      await askToSignIn(ctx)
      return true
  }
}

async function askToSignIn(ctx: HttpContextContract, signInPath = settings().signInPath) {
  const { request, response, session, visit } = ctx
  if (isScript(ctx)) return sendVerdict(ctx, 401, 'expired')

  session.reflash()
  session.flash('verdict', 'expired')
  if (visit.endReason) session.flash('warning', endMessages[visit.endReason])
  if (request.intended() === 'GET') {
    if (isWithoutReason(ctx)) session.flash('notice', messages.guest)
  } else if (!(await keepForm(ctx))) session.flash('notice', messages.notDone)
  return response
    .redirect()
    .withQs({ return: formPath(request) })
    .toPath(signInPath)
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
  if (isCrossOrigin(request)) session.flash('warning', messages.foreign)
  else if (!isOwn) session.flash('warning', messages.switched)
  else if (!(await keepForm(ctx))) return showForm(ctx, { warning: messages.renewed })
  return response.redirect(formPath(request))
}

/** Without a redirect, no other tab can sign in meanwhile. */
function sendVerdict(ctx: HttpContextContract, status: number, verdict: string) {
  discardChanges(ctx)
  return ctx.response.status(status).header('X-Session-Verdict', verdict).json({ verdict })
}
