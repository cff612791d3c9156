import { AuthenticationException } from '@adonisjs/auth/build/standalone'
import { Exception } from '@adonisjs/core/build/standalone'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { currentViewer } from '../session/stamp'
import { settings } from '../settings'
import { needsToken } from './token'

type Request = HttpContextContract['request']

/** Returns the viewer that a form was rendered for, or an empty text. */
export function formViewer(request: Request): string {
  const [viewer] = namedViewers(request)
  return typeof viewer === 'string' ? viewer.slice(0, 43) : ''
}

/** Returns whether a form was rendered for the current viewer. A form that names nobody counts as theirs. */
export const isOwnForm = ({ auth, request }: HttpContextContract): boolean =>
  namedViewers(request).every((viewer) => viewer === currentViewer({ auth }))

/** Throws if a form was rendered for another viewer, even if its token is right. */
export function requireOwnForm(ctx: HttpContextContract) {
  if (isOwnForm(ctx)) return
  if (ctx.auth.user) throw new Exception('A form of another viewer', 403, 'E_OTHER_VIEWER')
  // Guests can sign in and out with any form.
  if (needsToken(ctx) && ctx.request.url() !== settings().signInPath)
    throw AuthenticationException.invalidSession(settings().guard)
}

/** A form names its viewer in a field, a script in a header. They differ if the page changed its viewer. */
const namedViewers = (request: Request): unknown[] =>
  [request.input('_viewer'), request.header('x-session-viewer')].filter(Boolean)
