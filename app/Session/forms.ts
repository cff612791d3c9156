import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import type User from 'App/Models/User'
import { viewerOf } from 'App/Session/stamp'
import { formPath, localPath } from 'App/Session/returnPath'

/** Fields that are never kept and never shown again. */
export const secrets = [
  '_csrf',
  '_viewer',
  '_method',
  'current_password',
  'password',
  'password_confirmation',
]

const anHour = 60 * 60 * 1000
const most = 5

interface KeptForm {
  viewer: string
  /** Tells the form from others; one that is sent again takes the place of what it sent before. */
  name: string
  path: string
  input: Record<string, any>
  until: number
}

/** Whether a form was written by the viewer who sends it. A form that does not say counts as theirs. */
export function isWrittenByViewer({ auth, request }: HttpContextContract): boolean {
  const writer = writerOf(request)
  return !writer || writer === (auth.user ? viewerOf(auth.user.id) : '')
}

/**
 * Keeps what was sent after the session ended, passwords aside, for the user who wrote it, for an hour.
 * Answers whether there was anything to keep; a script keeps its form itself.
 */
export function keep({ request, session }: HttpContextContract): boolean {
  const [viewer, input] = [writerOf(request), request.except(secrets)]
  const isForm = request.intended() !== 'GET' && !request.header('x-up-version')
  if (!viewer || !isForm || Object.keys(input).length === 0) return false

  const name = `${request.url()} ${input._key ?? ''}`
  const form: KeptForm = { viewer, name, path: formPath(request), input, until: Date.now() + anHour }
  const others = keptForms(session).filter((other) => other.name !== name)
  session.put('kept_forms', [form, ...others].slice(0, most))
  return true
}

/**
 * Gives a kept form back to the user who wrote it, as flashed input: the one that the sign-in page was asked for,
 * else the newest. Answers the page it stands on, or null. Others of theirs stay for the next sign-in page.
 */
export function giveBack({ request, session }: HttpContextContract, user: User): string | null {
  const [asked, now] = [localPath(request.qs().return, request.header('host')), Date.now()]
  const theirs = keptForms(session).filter(({ viewer, until }) => viewer === viewerOf(user.id) && until > now)
  const form = theirs.find(({ path }) => path === asked) ?? theirs[0]
  session.forget('kept_forms')
  if (!form) return null

  const others = theirs.filter((other) => other !== form)
  if (others.length) session.put('kept_forms', others)
  session.flash(form.input)
  session.flash('notice', 'You are signed in again, and what you wrote is back. It has not been sent yet.')
  return form.path
}

const keptForms = (session: HttpContextContract['session']): KeptForm[] => session.get('kept_forms', [])

function writerOf(request: HttpContextContract['request']): string {
  return request.header('x-session-viewer') ?? request.input('_viewer', '')
}
