import Config from '@ioc:Adonis/Core/Config'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { discardChanges } from '../session/discardChanges'
import { readGuest } from '../session/guest'
import { findLiving, LivingSession } from '../session/lookup'
import { stampOf } from '../session/stamp'
import { isRemembered, recognise } from '../session/signIn'

/** Recognises the visitor and changes nothing: it looks at the session and does not open it. */
export default class Passive {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    ctx.visit.passiveSession = await findSession(ctx)
    if (ctx.visit.passiveSession?.userId) recognise(ctx, ctx.visit.passiveSession.userId)
    else if (isRemembered(ctx)) return this.remember(ctx, next)
    await next()
  }

  /** A remembered device opens a session, which is discarded. */
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

/** A session whose end the visitor knows needs no query. */
async function findSession(ctx: HttpContextContract): Promise<LivingSession | null> {
  const config = Config.get('session')
  const id = ctx.request.cookie(config.cookieName)
  if (!id) return null

  const stamp = stampOf(id)
  return readGuest(ctx, config).ended === stamp ? null : findLiving(stamp)
}
