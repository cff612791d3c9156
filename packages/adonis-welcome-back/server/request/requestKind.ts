import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/**
 * Returns whether a script reads the response: for any request of axios, for a form of Unpoly, and for a request of
 * `fetch` that the browser half has signed.
 */
export const isScript = (ctx: HttpContextContract) =>
  wantsJson(ctx) ||
  (ctx.request.intended() !== 'GET' && isUnpoly(ctx)) ||
  ctx.request.header('x-session-viewer') !== undefined

/** Returns whether the response should be JSON: the request prefers it, or axios sent it. */
export const wantsJson = (ctx: HttpContextContract) =>
  ctx.request.accepts(['html', 'json']) === 'json' || (ctx.request.ajax() && !isUnpoly(ctx))

/** Returns whether Unpoly sent the request. */
export const isUnpoly = ({ request }: HttpContextContract) => !!request.header('x-up-version')

const prefetchHeaders = ['sec-purpose', 'purpose', 'x-moz']

/** Returns whether no person made the request: a script says so, or the browser fetches a page in advance. */
export const isBackground = ({ request }: HttpContextContract): boolean =>
  request.header('x-session-passive') === 'true' ||
  prefetchHeaders.some((name) => request.header(name)?.includes('prefetch'))
