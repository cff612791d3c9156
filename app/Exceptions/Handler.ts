import Logger from '@ioc:Adonis/Core/Logger'
import Application from '@ioc:Adonis/Core/Application'
import HttpExceptionHandler from '@ioc:Adonis/Core/HttpExceptionHandler'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import {
  discardChanges,
  endMessages,
  formPath,
  isUnavailable,
  isWrittenByViewer,
  keepForm,
  typedInto,
} from '@ioc:WelcomeBack'
import type TooManyAttempts from 'App/Exceptions/TooManyAttempts'
import { formAgain } from 'App/Exceptions/formAgain'

const renewed = 'This page had grown old. Please send it again.'
const switched = 'This form was filled in for another account, so it was not sent.'
const undone = 'Your last step was not carried out. Please repeat it when you have signed in.'

/** Every failure ends here: as the form again, as the sign-in page, or as a page of its own. */
export default class ExceptionHandler extends HttpExceptionHandler {
  protected ignoreStatuses = [400, 401, 403, 404, 413, 415, 422, 429]

  constructor() {
    super(Logger)
  }

  public async handle(error: any, ctx: HttpContextContract) {
    error.status = statusOf(error)

    switch (error.code) {
      case 'E_VALIDATION_FAILURE':
        return this.showForm(ctx, { errors: error.messages })
      case 'E_BAD_CSRF_TOKEN':
        return this.refuseToken(ctx)
      case 'E_INVALID_AUTH_SESSION':
        return this.askToSignIn(ctx)
      case 'E_TOO_MANY_ATTEMPTS':
        return this.askToWait(error, ctx)
      default:
        return this.showError(error, ctx)
    }
  }

  /** The page with the form, every field filled as it was sent but for the passwords. */
  private showForm(ctx: HttpContextContract, messages: Record<string, string | number | object>) {
    const { request, response, session } = ctx
    if (wantsJson(ctx)) return response.json(messages)

    session.flash({ ...messages, typed: typedInto(request) })
    return response.redirect(formPath(request))
  }

  /** A token of an older session. What another user wrote is neither sent nor shown again. */
  private refuseToken(ctx: HttpContextContract) {
    const { request, response, session } = ctx
    const isTheirs = isWrittenByViewer(ctx)
    if (isScript(ctx)) return this.refuse(ctx, 403, isTheirs ? 'renewed' : 'switched')
    if (!isTheirs) session.flash('warning', switched)
    else if (!keepForm(ctx)) return this.showForm(ctx, { warning: renewed })
    return response.redirect(formPath(request))
  }

  private askToSignIn(ctx: HttpContextContract) {
    const { request, response, session, visit } = ctx
    if (isScript(ctx)) return this.refuse(ctx, 401, 'expired')

    session.reflash()
    session.flash('verdict', 'expired')
    if (visit.endReason) session.flash('warning', endMessages[visit.endReason])
    if (!keepForm(ctx) && request.intended() !== 'GET') session.flash('notice', undone)
    return response
      .redirect()
      .withQs({ return: formPath(request) })
      .toRoute('logins.create')
  }

  /** A page that says when to try again; over a page with typed text, the dialog says it beside its form. */
  private askToWait(error: TooManyAttempts, ctx: HttpContextContract) {
    const message = `Too many attempts. Please try again in ${span(error.seconds)}.`
    ctx.response.header('Retry-After', error.seconds)
    if (!isUnpoly(ctx)) return this.showError(error, ctx, message)
    return this.showForm(ctx, { errors: { [error.field]: [message] }, retry_after: error.seconds })
  }

  /** A script is told at once. A redirect would take a while, in which another tab may have signed in. */
  private refuse(ctx: HttpContextContract, status: number, verdict: string) {
    discardChanges(ctx)
    return ctx.response.status(status).header('X-Session-Verdict', verdict).json({ verdict })
  }

  private async showError(error: any, ctx: HttpContextContract, message = messageOf(error.status)) {
    const { status } = error
    if (Application.nodeEnvironment === 'development' && status >= 500) return this.showTrace(error, ctx)

    if (status >= 500) undo(ctx)
    if (status === 503) ctx.response.header('Retry-After', 5)
    ctx.response.status(status)
    if (wantsJson(ctx)) return ctx.response.json({ message })

    const form = status >= 500 ? formAgain(ctx.request) : null
    return ctx.response.send(await ctx.view.render('pages/errors/show', { status, message, form }))
  }

  /** The development page carries its own styles and scripts, which the site's policy forbids. */
  private showTrace(error: any, ctx: HttpContextContract) {
    ctx.response.removeHeader('Content-Security-Policy')
    return super.handle(error, ctx)
  }
}

function statusOf(error: any): number {
  if (isUnreadable(error)) return 400
  return error.status ?? (isUnavailable(error) ? 503 : 500)
}

/** What failed leaves no cookie, changes no session, and leads nowhere. */
function undo(ctx: HttpContextContract) {
  discardChanges(ctx)
  for (const name of ['location', 'content-type']) ctx.response.removeHeader(name)
}

/** A path that cannot be decoded, data nested beyond all depth, or a body that is not compressed as it says. */
const isUnreadable = (error: any) =>
  error instanceof URIError || error instanceof RangeError || /^(Z_|ERR__ERROR_)/.test(error.code)

/** Whether a script sent this and sees the answer: axios anything, Unpoly a form. */
const isScript = (ctx: HttpContextContract) =>
  wantsJson(ctx) || (ctx.request.intended() !== 'GET' && isUnpoly(ctx))

const wantsJson = (ctx: HttpContextContract) =>
  ctx.request.accepts(['html', 'json']) === 'json' || (ctx.request.ajax() && !isUnpoly(ctx))

const isUnpoly = ({ request }: HttpContextContract) => !!request.header('x-up-version')

function span(seconds: number) {
  const [count, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function messageOf(status: number) {
  const messages: Record<number, string> = {
    400: 'We could not read that request.',
    404: 'There is nothing at this address.',
    413: 'That was more than a form here can take: 64 KB at most.',
    415: 'We can read forms and JSON, not that.',
    503: 'The site cannot read or store anything at the moment. Please try again in a few seconds.',
  }
  return messages[status] ?? 'Something went wrong on our side. Please try again in a moment.'
}
