import type { AxiosError } from 'axios'
import { axios } from './environment'
import { readPage, token } from './page'
import { signInHere } from './recover'
import { respond } from './respond'
import { changesSomething, countRequests, type Request } from './sending'
import type { Verdict } from './verdict'

/**
 * Sends a request of axios that the server refused with a verdict again, exactly once, after the page belongs to the
 * living session of the same viewer.
 */
export function resendRefused() {
  axios.interceptors.request.use(sign)
  axios.interceptors.response.use(undefined, resend)
  countRequests()
}

let recovering: Promise<boolean> | undefined

/**
 * Returns whether the page belongs to the living session and to its own viewer, so that what was refused can be sent
 * again. Requests that are refused together share one dialog.
 */
export function recover(verdict: Verdict): Promise<boolean> {
  recovering ??= (verdict === 'expired' ? signInHere() : respond(verdict)).finally(
    () => (recovering = undefined),
  )
  return recovering
}

/** Adds a header to requests to this site, and the page's token and viewer to changing requests. */
function sign(config: Request) {
  if (new URL(axios.getUri(config), location.href).origin !== location.origin) return config

  config.headers.set('X-Requested-With', 'XMLHttpRequest')
  if (changesSomething(config)) {
    config.headers.set({ 'X-CSRF-Token': token(), 'X-Session-Viewer': readPage().viewer })
  }
  return config
}

async function resend(error: AxiosError) {
  const config = error.config as Request | undefined
  const verdict = error.response?.headers['x-session-verdict']
  const isFinal = !config || !verdict || config.isResent || config.isSilent || isBackground(config.headers)
  if (isFinal || !(await recover(verdict))) throw error
  return axios.request({ ...config, data: withToken(config.data), isResent: true } as Request)
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
