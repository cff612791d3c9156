import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import type User from 'App/Models/User'
import { viewerOf } from 'App/Session/stamp'
import { formPath } from 'App/Session/returnPath'

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

interface KeptForm {
  viewer: string
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
  const viewer = writerOf(request)
  if (!viewer || request.intended() === 'GET' || request.header('x-up-version')) return false

  const form: KeptForm = {
    viewer,
    path: formPath(request),
    input: request.except(secrets),
    until: Date.now() + anHour,
  }
  session.put('kept_form', form)
  return true
}

/** Gives a kept form back to the user who wrote it, as flashed input. Answers the page it stands on, or null. */
export function giveBack({ session }: HttpContextContract, user: User): string | null {
  const form: KeptForm | null = session.pull('kept_form', null)
  if (!form || form.viewer !== viewerOf(user.id) || form.until < Date.now()) return null

  session.flash(form.input)
  session.flash('notice', 'You are signed in again, and what you wrote is back. It has not been sent yet.')
  return form.path
}

function writerOf(request: HttpContextContract['request']): string {
  return request.header('x-session-viewer') ?? request.input('_viewer', '')
}
