import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/**
 * Unpoly follows a redirect without seeing it. This gives the page behind it the status of what led there: a request
 * that the session was no longer good for (401 or 403, and the verdict), a form that came back too often (429) or
 * with errors (422).
 */
export default class Unpoly {
  public async handle(
    { request, response, session: { flashMessages } }: HttpContextContract,
    next: () => Promise<void>,
  ) {
    await next()
    if (!request.header('x-up-version')) return

    const [verdict, wait] = [flashMessages.get('verdict'), flashMessages.get('retry_after')]
    if (verdict && request.url() === '/login')
      response.header('X-Session-Verdict', verdict).status(verdict === 'expired' ? 401 : 403)
    else if (wait) response.header('Retry-After', wait).status(429)
    else if (flashMessages.has('errors')) response.status(422)
  }
}
