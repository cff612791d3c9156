import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath } from '@ioc:WelcomeBack'

/** A browser that sent no cookie may refuse cookies, so it first goes to a page that checks. */
export function redirectAfterSignIn({ request, response }: HttpContextContract) {
  const path = afterSignInPath(request)
  if (!request.header('cookie')) return response.redirect().withQs({ return: path }).toRoute('go.signed_in')
  return response.redirect(path)
}
