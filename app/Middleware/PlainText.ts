import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/** Makes one text of what browsers send in several: line breaks are "\n", and there is no NUL, which PostgreSQL refuses. */
export default class PlainText {
  public async handle({ request }: HttpContextContract, next: () => Promise<void>) {
    request.updateBody(plain(request.body()) as Record<string, unknown>)
    request.updateQs(plain(request.qs()) as Record<string, unknown>)
    await next()
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\r\n?/g, '\n').replace(/\0/g, '')
  if (Array.isArray(value)) return value.map(plain)
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  return value
}
