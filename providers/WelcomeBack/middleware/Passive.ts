import Config from '@ioc:Adonis/Core/Config'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { discardChanges } from '../session/discardChanges'
import { readGuest } from '../session/guest'
import { findLiving, LivingSession } from '../session/lookup'
import { stampOf } from '../session/stamp'
import { isRemembered, recognise } from '../session/signIn'

/** Recognises the visitor and changes nothing: the session is looked at, and not opened. */
export default class Passive {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    ctx.visit.seen = await seenBy(ctx)
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

/** Returns the living session that the cookie names. One whose end was told already is not looked for. */
async function seenBy(ctx: HttpContextContract): Promise<LivingSession | null> {
  const config = Config.get('session')
  const id = ctx.request.cookie(config.cookieName)
  if (!id) return null

  const stamp = stampOf(id)
  return readGuest(ctx, config).ended === stamp ? null : findLiving(stamp)
}
