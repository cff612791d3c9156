import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { settings } from '../settings'

const fragment = 'X-Redirect-Fragment'

/**
 * Unpoly does not see redirects. This sets the status on the page after a redirect: 401 or 403 with a verdict, 429, or
 * 422 for a form with errors. A header has the fragment of the address.
 */
export default class Unpoly {
  public async handle({ request, response, session }: HttpContextContract, next: () => Promise<void>) {
    await next()
    if (!request.header('x-up-version')) return

    const { flashMessages } = session
    const [, anchor] = response.getHeader('location')?.toString().split('#') ?? []
    if (anchor) session.flash(fragment, anchor)
    else if (flashMessages.has(fragment)) response.header(fragment, flashMessages.get(fragment))

    const [verdict, wait] = [flashMessages.get('verdict'), flashMessages.get('retry_after')]
    if (verdict && request.url() === settings().signInPath)
      response.header('X-Session-Verdict', verdict).status(verdict === 'expired' ? 401 : 403)
    else if (wait) response.header('Retry-After', wait).status(429)
    else if (flashMessages.has('errors')) response.status(422)
  }
}
