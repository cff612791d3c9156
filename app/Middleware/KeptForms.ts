import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { forget, keptFor } from 'App/Session/forms'

const notice = 'What you wrote is back. It has not been sent yet: please send it again.'

/**
 * Fills a page's form with what was kept of it, until that form is sent. What just came back to be corrected is newer.
 */
export default class KeptForms {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    const { request, session } = ctx
    const isPage = ['GET', 'HEAD'].includes(request.intended())
    const typed = isPage && keptFor(ctx)
    if (typed) {
      const shown = session.flashMessages.all() ?? {}
      session.flashMessages.update({ notice, ...shown, typed: { ...typed, ...shown.typed } })
    }
    await next()
    if (!isPage) forget(ctx)
  }
}
