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
function localPage(address: unknown, host?: string): string {
  const path = localPath(address, host)
  return isPage(path) ? path : '/'
}

/** Returns the path that the visitor came from, else `/`. */
export function previousPath(request: RequestContract): string {
  const path = localPage(request.header('referer'), request.header('host'))
  return path.split(/[?#]/)[0] === request.url() ? '/' : path
}

/** Returns the page of a form: the edit page of a changed resource, its own address, or the page it was sent from. */
export function formPath(request: RequestContract): string {
  if (request.intended() === 'GET') return request.url(true)
  const editPath = `${request.url()}/edit`
  if (['PUT', 'PATCH'].includes(request.intended()) && isPage(editPath)) return editPath
  if (!isPage(request.url()))
    return request.header('referer') ? previousPath(request) : pageAbove(request.url())
  return request
    .url(true)
    .replace(/_method=\w+&?/, '')
    .replace(/[?&]$/, '')
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

function isPage(path: string): boolean {
  try {
    const match = Route.match(path.split(/[?#]/)[0], 'GET')
    return !!match && !isWithoutPage(match.route.name ?? '')
  } catch {
    return false
  }
}

const isWithoutPage = (name: string) =>
  settings().routesWithoutPage.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )

function pageAbove(path: string): string {
  return isPage(path) ? path : pageAbove(path.slice(0, path.lastIndexOf('/')) || '/')
}
