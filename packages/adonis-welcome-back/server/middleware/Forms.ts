import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { string } from '@ioc:Adonis/Core/Helpers'
import View from '@ioc:Adonis/Core/View'
import { requireOwnForm } from '../forms/formViewer'
import { signedPage } from '../forms/formPages'
import { forgetForm, keptTextsFor } from '../forms/keptForms'
import { announceKept, showKept } from '../forms/showKept'
import { needsToken } from '../forms/token'
import { currentViewer } from '../session/stamp'

/**
 * Adds the viewer to every form, refuses the form of another viewer, and fills in the kept forms of a page. Runs after
 * Shield, which creates the token.
 */
export default class Forms {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    let fields: unknown
    ctx.visit.isTokenRight = needsToken(ctx)
    ctx.view.share({ csrfField: () => (fields ??= fieldsOf(ctx)) })
    return ['GET', 'HEAD'].includes(ctx.request.intended()) ? this.show(ctx, next) : this.accept(ctx, next)
  }

  private async show(ctx: HttpContextContract, next: () => Promise<void>) {
    await announceKept(ctx)
    const kept = await keptTextsFor(ctx)
    return kept.length ? showKept(ctx, kept, next) : next()
  }

  private async accept(ctx: HttpContextContract, next: () => Promise<void>) {
    requireOwnForm(ctx)
    await next()
    if (ctx.response.response.statusCode < 400) await forgetForm(ctx)
  }
}

function fieldsOf({ auth, request }: HttpContextContract) {
  const viewer = currentViewer({ auth })
  return View.GLOBALS.safe(
    `<input type='hidden' name='_csrf' value='${request.csrfToken}'>` +
      `<input type='hidden' name='_viewer' value='${viewer}'>` +
      `<input type='hidden' name='_page' value='${string.escapeHTML(signedPage(request, viewer))}'>`,
  )
}
