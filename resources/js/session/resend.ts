import axios, { AxiosError, type InternalAxiosRequestConfig } from 'axios'
import { tell } from '../site/failures'
import up from '../site/unpoly'
import { believed, token } from './page'
import { respond, signInHere } from './respond'
import { changesSomething, countRequests } from './sending'
import type { Verdict } from './verdict'

const notSent = 'This has not been sent. What you typed is still here: please send it again.'

type Resendable = InternalAxiosRequestConfig & { isResent?: boolean }

/**
 * What is sent after the session ended, or with a token of an older one, is refused by the server with a verdict.
 * Once the page is again one of the living session and of the same viewer, it is sent again, exactly once.
 */
export function resendRefused() {
  up.on('up:fragment:loaded', resendForm)
  axios.interceptors.request.use(sign)
  axios.interceptors.response.use(undefined, resendRequest)
  countRequests()
}

async function resendForm(event: any) {
  const { request, response, renderOptions } = event
  const verdict = response.header('X-Session-Verdict')
  if (!verdict || request.isSafe()) return

  event.preventDefault()
  if (renderOptions.isResent || !(await recover(verdict))) return tell(renderOptions, notSent)

  const params = new up.Params(request.params)
  params.set('_csrf', token())
  up.render({ ...renderOptions, params, isResent: true }).catch(() => {})
}

/** Has requests to this site say that a script sent them; what changes something carries the page's token and viewer. */
function sign(config: Resendable) {
  if (new URL(axios.getUri(config), location.href).origin !== location.origin) return config

  config.headers.set('X-Requested-With', 'XMLHttpRequest')
  if (changesSomething(config)) {
    config.headers.set({ 'X-CSRF-Token': token(), 'X-Session-Viewer': believed().viewer })
  }
  return config
}

async function resendRequest(error: AxiosError) {
  const config = error.config as Resendable | undefined
  const verdict = error.response?.headers['x-session-verdict']
  if (!config || !verdict || config.isResent || !(await recover(verdict))) throw error
  return axios.request({ ...config, isResent: true } as Resendable)
}

let recovering: Promise<boolean> | undefined

/** However many are refused at the same time, one dialog opens, and all go on after it. */
function recover(verdict: Verdict): Promise<boolean> {
  recovering ??= (verdict === 'expired' ? signInHere() : respond(verdict)).finally(
    () => (recovering = undefined),
  )
  return recovering
}
