import { string } from '@ioc:Adonis/Core/Helpers'
import type { RequestContract } from '@ioc:Adonis/Core/Request'
import { isCrossOrigin, typedInto } from '@ioc:WelcomeBack'

const passwords = ['account_password', 'current_password', 'password', 'password_confirmation']
const unseen = /^(_|remember_me$)/

/** Returns what an error page needs to send the form again without JavaScript, or null. */
export function retryForm(request: RequestContract) {
  if (['GET', 'HEAD'].includes(request.intended()) || isCrossOrigin(request)) return null

  const body: Record<string, unknown> = request.body()
  const typed = Object.entries(typedInto(request)).map(([name, text]) => ({ ...named(name), text }))
  const carried = ['_csrf', '_viewer'].map((name) => ({ ...named(name), text: body[name] ?? '' }))
  return {
    action: request.url(true),
    hidden: [...carried, ...typed.filter(({ name }) => unseen.test(name))],
    fields: typed.filter(({ name }) => !unseen.test(name)),
    passwords: passwords.filter((name) => name in body).map(named),
  }
}

const labels: Record<string, string> = { bio: 'About you', body: 'Your comment', email: 'E-mail' }

const named = (name: string) => ({ name, label: labels[name] ?? string.sentenceCase(name) })
