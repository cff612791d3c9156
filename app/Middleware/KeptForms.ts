import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { forget, keptFor } from 'App/Session/forms'

const notice = 'What you wrote is back. It has not been sent yet: please send it again.'

/** Fills a page's form with what was kept of it, until that form is sent. What just came back to be corrected is newer. */
export default class KeptForms {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    const { flashMessages } = ctx.session
    const typed = keptFor(ctx)
    if (ctx.request.intended() !== 'GET') forget(ctx)
    else if (typed && !flashMessages.has('typed'))
      flashMessages.update({ ...flashMessages.all(), typed, notice })
    await next()
  }
}
