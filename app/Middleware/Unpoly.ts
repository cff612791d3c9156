import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/**
 * Unpoly follows a redirect without seeing it. This gives the page behind it the status of what led there: a form
 * that came back with errors (422), a request that the session was no longer good for (401, 403 and the verdict).
 */
export default class Unpoly {
  public async handle({ request, response, session }: HttpContextContract, next: () => Promise<void>) {
    await next()
    if (!request.header('x-up-version')) return

    const verdict = session.flashMessages.get('verdict')
    if (verdict) response.header('X-Session-Verdict', verdict).status(verdict === 'expired' ? 401 : 403)
    else if (session.flashMessages.has('errors')) response.status(422)
  }
}
