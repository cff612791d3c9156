import Config from '@ioc:Adonis/Core/Config'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Passive from '@ioc:WelcomeBack/Middleware/Passive'

/**
 * Returns whether the visitor of an error page is signed in, also at an address without middleware. Returns null if that
 * is unknown: after a failure of the server, the database is not asked.
 */
export async function isSignedIn(ctx: HttpContextContract, status: number): Promise<boolean | null> {
  if (ctx.auth.user) return true
  if (status >= 500) return ctx.request.cookie(Config.get('session.cookieName')) ? null : false
  if (!Object.hasOwn(ctx, 'session')) await new Passive().handle(ctx, async () => {}).catch(() => {})
  return !!ctx.auth.user
}
