import Config from '@ioc:Adonis/Core/Config'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { discardChanges } from '../session/discardChanges'
import { readGuest } from '../session/guest'
import { findLiving, LivingSession } from '../session/lookup'
import { stampOfCookie } from '../session/stamp'
import { isRemembered, recognise } from '../session/signIn'

/**
 * Recognises the visitor and changes nothing: it looks at the session and does not open it. Discards the session that a
 * remembered device opens, or that global middleware has opened.
 */
export default class Passive {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    try {
      await recogniseVisitor(ctx)
    } finally {
      // Reading `ctx.session` would create one.
      if (Object.hasOwn(ctx, 'session')) discardChanges(ctx)
    }
    await next()
  }
}

async function recogniseVisitor(ctx: HttpContextContract) {
  ctx.visit.passiveSession = await findSession(ctx)
  if (ctx.visit.passiveSession?.userId) return recognise(ctx, ctx.visit.passiveSession.userId)
  if (!isRemembered(ctx)) return
  await ctx.session.initiate(false)
  await ctx.auth.check()
}

/** A session whose end the visitor knows needs no query. */
async function findSession(ctx: HttpContextContract): Promise<LivingSession | null> {
  const stamp = stampOfCookie(ctx.request)
  if (!stamp || readGuest(ctx, Config.get('session')).ended === stamp) return null
  return findLiving(stamp)
}
