import Config from '@ioc:Adonis/Core/Config'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/**
 * Normalizes line breaks, removes NUL, which PostgreSQL refuses, and prefers the token in the header. Leaves passwords
 * as they are.
 */
export default class CleanInput {
  public async handle({ request }: HttpContextContract, next: () => Promise<void>) {
    const body = plain(request.body()) as Record<string, unknown>
    if (request.header('x-csrf-token')) delete body._csrf
    request.updateBody({ ...body, ...passwordsIn(request.body()) })
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

const passwordsIn = (body: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([name, text]) =>
        Config.get('welcomeback.neverKept').includes(name) && typeof text === 'string' && text.trim(),
    ),
  )
