import Route from '@ioc:Adonis/Core/Route'
import type { RequestContract } from '@ioc:Adonis/Core/Request'
import { settings } from '../settings'

/** Renders head and header for an open page. */
export const openPagePath = '/api/user/page'

/**
 * Returns path, query and fragment of an address on this site. Returns `/` for a foreign, protocol-relative,
 * backslashed or unreadable address. The result starts with exactly one slash.
 */
export function localPath(address: unknown, host?: string): string {
  if (typeof address !== 'string' || /[\\\p{Cc}]/u.test(address)) return '/'

  const here = `http://${host}`
  if (!URL.canParse(address, here)) return '/'

  const url = new URL(address, here)
  const isLocal = url.host === host && /^https?:$/.test(url.protocol) && !url.pathname.startsWith('//')
  return isLocal ? url.pathname + url.search + url.hash : '/'
}

/** Returns the local path of an address that shows a page, else `/`. */
export function localPage(address: unknown, host?: string): string {
  const path = localPath(address, host)
  return isPage(path) ? path : '/'
}

/** Returns the path that the page says it has, or that the visitor came from, else `/`. */
export function previousPath(request: RequestContract): string {
  const path = localPage(request.qs().to ?? request.header('referer'), request.header('host'))
  return path.split(/[?#]/)[0] === request.url() ? '/' : path
}

/** Returns the value of `return` for a link to the sign-in page. */
export function returnParam(request: RequestContract): string {
  const requested = request.qs().return
  return requested ? localPath(requested, request.header('host')) : request.url(true)
}

/** Returns the path in `return` of the sign-in page, else `/`. A dialog stays over its page, and needs its new header. */
export function afterSignInPath(request: RequestContract): string {
  const requested = request.qs().return
  return requested === openPagePath ? requested : localPage(requested, request.header('host'))
}

/** Returns whether the address shows a page. */
export function isPage(path: string): boolean {
  const route = routeOf(path)
  return !!route && !isWithoutPage(route.name ?? '')
}

/** Returns the route of a GET request to a path, or null. */
export function routeOf(path: string) {
  try {
    return Route.match(path.split(/[?#]/)[0], 'GET')?.route ?? null
  } catch {
    return null
  }
}

const isWithoutPage = (name: string) =>
  settings().routesWithoutPage.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )
