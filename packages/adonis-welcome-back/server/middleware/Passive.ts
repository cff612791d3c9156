import Config from '@ioc:Adonis/Core/Config'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { discardChanges } from '../visit/discardChanges'
import { readGuest } from '../visit/guest'
import { findLiving, LivingSession } from '../visit/lookup'
import { stampOfCookie } from '../session/stamp'
import { hasRememberCookie, recognise } from '../visit/signIn'

/**
 * Identifies the visitor and changes nothing: it reads the session but does not open it. Discards a session that a
 * remembered device or global middleware opens.
 */
export default class Passive {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    try {
      await recogniseVisitor(ctx)
    } finally {
      // Reading `ctx.session` would create a session.
      if (Object.hasOwn(ctx, 'session')) discardChanges(ctx)
    }
    await next()
  }
}

async function recogniseVisitor(ctx: HttpContextContract) {
  ctx.visit.passiveSession = await findSession(ctx)
  if (ctx.visit.passiveSession?.userId) return recognise(ctx, ctx.visit.passiveSession.userId)
  if (!hasRememberCookie(ctx)) return
  await ctx.session.initiate(false)
  await ctx.auth.check()
}

/** If the visitor knows that the session has ended, no query is needed. */
async function findSession(ctx: HttpContextContract): Promise<LivingSession | null> {
  const stamp = stampOfCookie(ctx.request)
  if (!stamp || readGuest(ctx, Config.get('session')).ended === stamp) return null
  return findLiving(stamp)
}
