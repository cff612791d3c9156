import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/** Returns whether a script sent this request and reads the response: any request of axios, a form of Unpoly. */
export const isScript = (ctx: HttpContextContract) =>
  wantsJson(ctx) || (ctx.request.intended() !== 'GET' && isUnpoly(ctx))

/** Returns whether the response must be JSON instead of a page. */
export const wantsJson = (ctx: HttpContextContract) =>
  ctx.request.accepts(['html', 'json']) === 'json' || (ctx.request.ajax() && !isUnpoly(ctx))

/** Returns whether Unpoly sent this request. */
export const isUnpoly = ({ request }: HttpContextContract) => !!request.header('x-up-version')
