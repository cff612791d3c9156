import Config from '@ioc:Adonis/Core/Config'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { discardChanges } from '../session/discardChanges'
import { findLiving } from '../session/lookup'
import { stampOf } from '../session/stamp'
import { isRemembered, recognise } from '../session/signIn'

/** Recognises the visitor and changes nothing: the session is looked at, and not opened. */
export default class Passive {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    const id = ctx.request.cookie(Config.get('session.cookieName'))
    ctx.visit.seen = id ? await findLiving(stampOf(id)) : null

    if (ctx.visit.seen?.userId) recognise(ctx, ctx.visit.seen.userId)
    else if (isRemembered(ctx)) return this.remember(ctx, next)
    await next()
  }

  /** A device that remembers its user opens a session, which is discarded with everything else. */
  private async remember(ctx: HttpContextContract, next: () => Promise<void>) {
    try {
      await ctx.session.initiate(false)
      await ctx.auth.check()
      await next()
    } finally {
      discardChanges(ctx)
    }
  }
}
