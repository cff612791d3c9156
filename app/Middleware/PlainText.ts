import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/**
 * Makes one text of what browsers send in several: line breaks are "\n", blanks alone are nothing, and there is no
 * NUL, which PostgreSQL refuses. The token of a header is the page's own, and newer than one that a script has copied
 * out of a form.
 */
export default class PlainText {
  public async handle({ request }: HttpContextContract, next: () => Promise<void>) {
    const body = plain(request.body()) as Record<string, unknown>
    if (request.header('x-csrf-token')) delete body._csrf
    request.updateBody(body)
    request.updateQs(plain(request.qs()) as Record<string, unknown>)
    await next()
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() ? value.replace(/\r\n?/g, '\n').replace(/\0/g, '') : null
  if (Array.isArray(value)) return value.map(plain)
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  return value
}
