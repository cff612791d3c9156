import type { RequestContract } from '@ioc:Adonis/Core/Request'
import { formFields, isCrossOrigin, namedTexts } from '@ioc:WelcomeBack'
import { labelOf } from 'App/View/labelOf'

const passwords = [
  'account_password',
  'current_password',
  'email_password',
  'password',
  'password_confirmation',
]
const unseen = /^(_|remember_me$)/

/** Returns what an error page needs to send the form again without JavaScript, or null. */
export function retryForm(request: RequestContract) {
  if (['GET', 'HEAD'].includes(request.intended()) || isCrossOrigin(request)) return null

  const body: Record<string, unknown> = request.body()
  const typed = namedTexts(formFields(request)).map(([name, text]) => ({ ...named(name), text }))
  const carried = ['_csrf', '_viewer', '_page'].map((name) => ({ ...named(name), text: body[name] ?? '' }))
  return {
    action: request.url(true),
    hidden: [...carried, ...typed.filter(({ name }) => unseen.test(name))],
    fields: typed.filter(({ name }) => !unseen.test(name)),
    passwords: passwords.filter((name) => name in body).map(named),
  }
}

const named = (name: string) => ({ name, label: labelOf(name) })
