import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { afterSignInPath } from '@ioc:WelcomeBack'

/** Goes on to where the person was before signing in. A browser that sent no cookie is checked first: did it keep the new one? */
export function goOn({ request, response }: HttpContextContract) {
  const path = afterSignInPath(request)
  if (!request.header('cookie')) return response.redirect().withQs({ return: path }).toRoute('go.signed_in')
  return response.redirect(path)
}
