import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import type MailedLink from 'App/Models/MailedLink'

const expired = {
  'password-reset': { age: 'an hour', next: '/forgot-password', label: 'Send me a new link' },
  'email-change': { age: 'an hour', next: '/account', label: 'Change your e-mail in your account' },
  'email-undo': { age: 'a week', next: '/login', label: 'Sign in' },
}

/**
 * Shows the page of a link, which asks for a press. A program that scans mails may open the link, so this uses nothing
 * up.
 */
export async function showMailedLink(
  { response, view }: HttpContextContract,
  kind: keyof typeof expired,
  link: MailedLink | null,
  template: string,
) {
  response.header('Referrer-Policy', 'no-referrer')
  if (link) return view.render(template, { link })

  response.status(410)
  return view.render('pages/mailed_links/expired', expired[kind])
}
