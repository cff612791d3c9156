import Route from '@ioc:Adonis/Core/Route'
import type { RequestContract } from '@ioc:Adonis/Core/Request'

/**
 * The place on this site that an address names, with its query and fragment: what a redirect may go to.
 * Takes any text, answers a path that starts with one slash; `/` for a foreign, protocol-relative,
 * backslashed or unreadable address.
 */
export function localPath(address: unknown, host?: string): string {
  if (typeof address !== 'string' || /[\\\p{Cc}]/u.test(address)) return '/'

  const here = `http://${host}`
  if (!URL.canParse(address, here)) return '/'

  const url = new URL(address, here)
  const isLocal = url.host === host && /^https?:$/.test(url.protocol) && !url.pathname.startsWith('//')
  return isLocal ? url.pathname + url.search + url.hash : '/'
}

/** The same, for what can be shown; `/` for what takes forms, leads elsewhere or is for scripts. */
export function localPage(address: unknown, host?: string): string {
  const path = localPath(address, host)
  return isPage(path) ? path : '/'
}

/** Where the visitor came from, if that was another page of this site; else `/`. */
export function previousPath(request: RequestContract): string {
  const path = localPage(request.header('referer'), request.header('host'))
  return path.split(/[?#]/)[0] === request.url() ? '/' : path
}

/** The page that a request is about: its own address where that can be shown, else the page it was sent from. */
export function formPath(request: RequestContract): string {
  if (request.intended() === 'GET') return request.url(true)
  if (!isPage(request.url()))
    return request.header('referer') ? previousPath(request) : pageAbove(request.url())
  return request
    .url(true)
    .replace(/_method=\w+&?/, '')
    .replace(/[?&]$/, '')
}

const noPages = /^(go\.|health$|api\.user\.check$)/

function isPage(path: string): boolean {
  try {
    const match = Route.match(path.split(/[?#]/)[0], 'GET')
    return !!match && !noPages.test(match.route.name ?? '')
  } catch {
    return false
  }
}

function pageAbove(path: string): string {
  return isPage(path) ? path : pageAbove(path.slice(0, path.lastIndexOf('/')) || '/')
}

/** Where a sign-in that starts on this page leads back to. */
export function returnPath(request: RequestContract): string {
  const asked = request.qs().return
  return asked ? localPath(asked, request.header('host')) : request.url(true)
}
