import { DateTime } from 'luxon'
import Logger from '@ioc:Adonis/Core/Logger'
import Application from '@ioc:Adonis/Core/Application'
import HttpExceptionHandler from '@ioc:Adonis/Core/HttpExceptionHandler'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import {
  discardChanges,
  formTexts,
  isReferenceMissing,
  isUnavailable,
  isUnpoly,
  refuse,
  showForm,
  wantsJson,
} from '@ioc:WelcomeBack'
import { isSignedIn } from 'App/Exceptions/isSignedIn'
import type TooManyAttempts from 'App/Exceptions/TooManyAttempts'
import { retryForm } from 'App/Exceptions/retryForm'

export default class ExceptionHandler extends HttpExceptionHandler {
  protected ignoreStatuses = [400, 401, 403, 404, 413, 415, 422, 429]
  protected ignoreCodes = ['E_TOO_BUSY']

  constructor() {
    super(Logger)
  }

  /** An error while handling an error, such as in keeping a form, is reported too. */
  public async handle(error: any, ctx: HttpContextContract) {
    try {
      return await this.respond(error, ctx)
    } catch (failure: any) {
      failure.status = statusOf(failure)
      this.report(failure, ctx)
      return this.showError(failure, ctx).catch(() => ctx.response.status(500).send(messageOf(500)))
    }
  }

  private async respond(error: any, ctx: HttpContextContract) {
    error.status = statusOf(error)
    if (await refuse(error, ctx)) return
    switch (error.code) {
      case 'E_VALIDATION_FAILURE':
        return showForm(ctx, { errors: error.messages })
      case 'E_TOO_MANY_ATTEMPTS':
        return this.askToWait(error, ctx)
      case 'E_TOO_BUSY':
        return this.showError(
          error,
          ctx,
          'Too many people sign in at the moment. Please try again in a few seconds.',
        )
      default:
        return this.showError(error, ctx)
    }
  }

  private askToWait(error: TooManyAttempts, ctx: HttpContextContract) {
    const message = `Too many ${error.what}. Please try again in ${span(error.seconds)}.`
    ctx.response.header('Retry-After', error.seconds)
    if (!isUnpoly(ctx)) return this.showError(error, ctx, message)
    return showForm(ctx, { errors: { [error.field]: [message] }, retry_after: error.seconds })
  }

  private async showError(error: any, ctx: HttpContextContract, message = messageOf(error.status)) {
    const { status } = error
    if (Application.nodeEnvironment === 'development' && status >= 500) return this.showTrace(error, ctx)

    if (status >= 500) undo(ctx)
    if (status === 503) ctx.response.header('Retry-After', 5)
    ctx.response.status(status).header('Cache-Control', 'no-store')
    if (wantsJson(ctx)) return ctx.response.json({ message })

    const form = status === 429 || status >= 500 ? retryForm(ctx.request) : null
    const [heading, advice] = message.split(/(?<=\.) /)
    const retryAt = error.seconds && DateTime.now().plus({ seconds: error.seconds })
    const texts = status === 413 ? formTexts(ctx) : []
    const state = { status, heading: heading.replace(/\.$/, ''), advice, form, retryAt, texts }
    const visitor = { isSignedIn: await isSignedIn(ctx, status) }
    return ctx.response.send(await ctx.view.render('pages/errors/show', { ...state, ...visitor }))
  }

  /** The policy forbids inline styles and scripts, which this page has. */
  private showTrace(error: any, ctx: HttpContextContract) {
    ctx.response.removeHeader('Content-Security-Policy')
    return super.handle(error, ctx)
  }
}

function statusOf(error: any): number {
  if (isUnreadable(error)) return 400
  if (isReferenceMissing(error)) return 404
  return error.status ?? (isUnavailable(error) ? 503 : 500)
}

function undo(ctx: HttpContextContract) {
  discardChanges(ctx)
  for (const name of ['location', 'content-type']) ctx.response.removeHeader(name)
}

/** For an undecodable path, deeply nested data, or a body that is not compressed as its header says. */
const isUnreadable = (error: any) =>
  error instanceof URIError || error instanceof RangeError || /^(Z_|ERR__ERROR_)/.test(error.code)

function span(seconds: number) {
  const [count, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function messageOf(status: number) {
  const messages: Record<number, string> = {
    400: 'We cannot read this request.',
    404: 'Page not found. The address may be wrong, or the page is gone.',
    413: 'Too much text. Make it shorter: a form can send 64 KB at most.',
    415: 'Unknown format. This site reads forms and JSON only.',
    503: 'The site is not available. Please try again in a few seconds.',
  }
  return messages[status] ?? 'Something went wrong. Please try again in a moment.'
}
