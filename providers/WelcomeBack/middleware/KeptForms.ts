import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { forgetForm, keptFormFor } from '../forms/keptForms'

const notice = 'What you wrote is back. It has not been sent yet: please send it again.'

/** Fills the form of a page with what was kept of it, until it is sent. A form that came back with errors is newer. */
export default class KeptForms {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    const { request, session } = ctx
    const isPage = ['GET', 'HEAD'].includes(request.intended())
    const typed = isPage && keptFormFor(ctx)
    if (typed) {
      const shown = session.flashMessages.all() ?? {}
      session.flashMessages.update({ notice, ...shown, typed: { ...typed, ...shown.typed } })
    }
    await next()
    if (!isPage) forgetForm(ctx)
  }
}
