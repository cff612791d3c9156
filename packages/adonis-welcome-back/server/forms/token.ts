import Config from '@ioc:Adonis/Core/Config'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/** Returns whether Shield accepts this request only with the right token. */
export function needsToken(ctx: HttpContextContract): boolean {
  const { enabled, methods = [], exceptRoutes = [] } = Config.get('shield.csrf', {})
  if (!enabled || (methods.length > 0 && !methods.includes(ctx.request.method()))) return false
  return typeof exceptRoutes === 'function' ? !exceptRoutes(ctx) : !exceptRoutes.includes(ctx.route?.pattern)
}
