import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { lodash } from '@poppinss/utils'
import { string } from '@ioc:Adonis/Core/Helpers'
import View from '@ioc:Adonis/Core/View'
import { requireOwnForm } from '../forms/formViewer'
import { signedPage } from '../forms/formPages'
import { asFlash, forgetForm, keptFormFor } from '../forms/keptForms'
import { needsToken } from '../forms/token'
import { currentViewer } from '../session/stamp'

const notice = 'Your text is back. It was not sent: please send it again.'

/**
 * Adds the viewer to every form, refuses the form of another viewer, and fills in the kept form of a page. Runs after
 * Shield, which creates the token.
 */
export default class Forms {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    const isPage = ['GET', 'HEAD'].includes(ctx.request.intended())
    let fields: unknown
    ctx.visit.isTokenRight = needsToken(ctx)
    ctx.view.share({ csrfField: () => (fields ??= fieldsOf(ctx)) })
    if (isPage) await this.fill(ctx)
    else requireOwnForm(ctx)
    await next()
    if (!isPage && ctx.response.response.statusCode < 400) await forgetForm(ctx)
  }

  private async fill(ctx: HttpContextContract) {
    const typed = await keptFormFor(ctx)
    if (!typed) return

    const { flashMessages } = ctx.session
    const field = Object.keys(typed).find((name) => !name.startsWith('_'))
    const message = flashMessages.has('notice') ? {} : { notice, notice_link: `#${field}` }
    flashMessages.update(lodash.merge({ ...message, ...asFlash(typed) }, flashMessages.all()))
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
