import type { AxiosError, InternalAxiosRequestConfig } from 'axios'
import { axios, up } from './environment'
import { showMessage } from './failures'
import { readPage, token } from './page'
import { signInHere } from './recover'
import { respond } from './respond'
import { changesSomething, countRequests } from './sending'
import type { Verdict } from './verdict'

const notSent = 'This was not sent. Your text is still here: please send it again.'

type Resendable = InternalAxiosRequestConfig & { isResent?: boolean }

/**
 * Sends a request that the server refused with a verdict again, exactly once, after the page belongs to the living
 * session of the same viewer.
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
  if (renderOptions.isResent || !(await recover(verdict))) return showMessage(renderOptions, notSent)

  const params = new up.Params(request.params)
  params.set('_csrf', token())
  up.render({ ...renderOptions, params, isResent: true }).catch(() => {})
}

/** Adds a header to requests to this site, and the page's token and viewer to changing requests. */
function sign(config: Resendable) {
  if (new URL(axios.getUri(config), location.href).origin !== location.origin) return config

  config.headers.set('X-Requested-With', 'XMLHttpRequest')
  if (changesSomething(config)) {
    config.headers.set({ 'X-CSRF-Token': token(), 'X-Session-Viewer': readPage().viewer })
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

/** Requests that are refused together share one dialog. */
function recover(verdict: Verdict): Promise<boolean> {
  recovering ??= (verdict === 'expired' ? signInHere() : respond(verdict)).finally(
    () => (recovering = undefined),
  )
  return recovering
}
