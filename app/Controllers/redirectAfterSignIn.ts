import Route from '@ioc:Adonis/Core/Route'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath } from '@ioc:WelcomeBack'

/** A browser that sent no cookie may refuse cookies, so it first goes to a page that checks. Nobody else can link to it. */
export function redirectAfterSignIn({ request, response }: HttpContextContract) {
  const path = afterSignInPath(request)
  if (request.header('cookie')) return response.redirect(path)
  return response.redirect(Route.makeSignedUrl('go.signed_in', {}, { qs: { return: path }, expiresIn: '1m' }))
}
