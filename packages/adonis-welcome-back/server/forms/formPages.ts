import { timingSafeEqual } from 'crypto'
import Route from '@ioc:Adonis/Core/Route'
import type { RequestContract } from '@ioc:Adonis/Core/Request'
import { sign } from '../session/stamp'
import { isPage, localPage, routeOf } from './returnPaths'

const signatureLength = 43
const maxLength = 1_000

/**
 * Returns the value of the field that says on which page a form stands. It is signed together with the viewer, so that
 * no other site can name a page.
 */
export function signedPage(request: RequestContract, viewer: string): string {
  const path = formPath(request)
  return path.length > maxLength ? '' : signatureOf(path, viewer) + path
}

/** Returns whether this site rendered the form for the signed-in viewer whom it names. */
export const isRenderedHere = (request: RequestContract) =>
  !!request.input('_viewer') && toldPage(request) !== null

/** Returns the page that has the form of a request, or the requested page. */
export const formPath = (request: RequestContract): string => formPaths(request)[0]

/** Returns the pages that may have the form of a request, the most likely first. */
export function formPaths(request: RequestContract): string[] {
  if (isGet(request)) return [request.url(true)]

  const [told, from, own] = [
    toldPage(request),
    localPage(request.header('referer'), host(request)),
    ownPath(request),
  ]
  // The Referer can be cut to the address of the site.
  const referer = from === '/' || pathOf(from) === request.url() ? null : from
  const others = {
    POST: [referer, namedPage(request, 'create'), own],
    DELETE: [own, referer],
  }[request.method()] ?? [namedPage(request, 'edit'), own, referer]
  const pages = [told, ...others].filter((path): path is string => !!path && isPage(path))
  return [...new Set([...pages, pageAbove(request.url())])]
}

function toldPage(request: RequestContract): string | null {
  const [told, viewer] = [request.input('_page'), request.input('_viewer') ?? '']
  if (typeof told !== 'string' || typeof viewer !== 'string') return null

  const [signature, path] = [told.slice(0, signatureLength), told.slice(signatureLength)]
  const expected = signatureOf(path, viewer)
  const isRight =
    signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  return isRight ? path : null
}

/** Returns the page with the form of a resource: `/things/create` for `POST /things`, `/things/1/edit` for `PUT`. */
function namedPage(request: RequestContract, action: 'create' | 'edit'): string | null {
  const path = `${request.url().replace(/\/$/, '')}/${action}`
  if (routeOf(path)?.pattern.endsWith(`/${action}`)) return path

  const { params, route } = request.ctx!
  const name = route?.name?.replace(/\.(store|update|destroy)$/, `.${action}`)
  return name && Route.has(name) ? Route.makeUrl(name, params) : null
}

const ownPath = (request: RequestContract) =>
  request
    .url(true)
    .replace(/_method=\w+&?/, '')
    .replace(/[?&]$/, '')

function pageAbove(path: string): string {
  return path === '/' || isPage(path) ? path : pageAbove(path.slice(0, path.lastIndexOf('/')) || '/')
}

const signatureOf = (path: string, viewer: string) => sign('page', `${viewer}:${path}`)

const isGet = (request: RequestContract) => ['GET', 'HEAD'].includes(request.method())

const host = (request: RequestContract) => request.header('host')

const pathOf = (address: string) => address.split(/[?#]/)[0]
