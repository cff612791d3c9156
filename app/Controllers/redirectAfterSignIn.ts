import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath } from '@ioc:WelcomeBack'

/** A browser that sent no cookie may keep none: it goes to a page that finds out. */
export function redirectAfterSignIn({ request, response }: HttpContextContract) {
  const path = afterSignInPath(request)
  if (!request.header('cookie')) return response.redirect().withQs({ return: path }).toRoute('go.signed_in')
  return response.redirect(path)
}
