import { check } from './check'
import { readPage, token } from './page'
import { respond, signInHere } from './respond'
import { verdict, type Verdict } from './verdict'

/** Shorter than the time in which a person presses again. */
const shortTimeoutMs = 2_000

let recovering: Promise<boolean> | undefined

/**
 * Acts on the verdict of a refused request. Returns whether the page belongs to the living session and to its own
 * viewer, so that what was refused can be sent again. Requests that are refused together share one dialog.
 */
export function recover(verdict: Verdict): Promise<boolean> {
  recovering ??= (verdict === 'expired' ? signInHere() : respond(verdict)).finally(
    () => (recovering = undefined),
  )
  return recovering
}

/**
 * Asks the server before a form is sent, and recovers as after a refusal. Returns whether the form can be sent. Without
 * a clear answer it can: the server keeps what it refuses.
 */
export async function mayBeSent(): Promise<boolean> {
  const result = verdict(readPage(), await check(shortTimeoutMs))
  return result === 'unknown' || result === 'current' || recover(result)
}

/** Returns whether no person made a request. The next check reacts to its refusal. */
export const isBackground = (headers: { get(name: string): unknown }) =>
  headers.get('X-Session-Passive') === 'true'

/** Returns the body of a form or of JSON with the page's token in place of an old one. */
export function withToken<Body>(body: Body): Body {
  if (body instanceof FormData && body.has('_csrf')) body.set('_csrf', token())
  return typeof body === 'string' ? (body.replace(tokens, `$1${token()}`) as Body) : body
}

const tokens = /((?:^|&)_csrf=|"_csrf": *")[^&"]+/g
