import type { AxiosError, AxiosStatic, InternalAxiosRequestConfig } from 'axios'
import { readPage, token } from './page'
import { isBackground, recover, withToken } from './resend'
import { isSafe, step } from './sending'
import { notifyTabs } from './tabs'

type Request = InternalAxiosRequestConfig & { isResent?: boolean }

/**
 * Sends a request of axios that the server refused with a verdict again, exactly once, after the page belongs to the
 * living session of the same viewer. Requests that are being sent count as something that could be lost.
 */
export function recoverAxios(axios: AxiosStatic) {
  const { request, response } = axios.interceptors
  request.use((config) => sign(config, axios))
  response.use(undefined, (error) => resend(error, axios))
  request.use((config) => {
    if (changesSomething(config)) step(1)
    return config
  })
  // After the interceptor above, so that a request counts until its last attempt has ended.
  response.use(
    (response) => {
      if (changesSomething(response.config)) {
        step(-1)
        notifyTabs()
      }
      return response
    },
    (error) => {
      if (error.config && changesSomething(error.config)) step(-1)
      throw error
    },
  )
}

const changesSomething = ({ method }: InternalAxiosRequestConfig) => !isSafe(method ?? 'get')

/** Adds a header to requests to this site, and the page's token and viewer to changing requests. */
function sign(config: InternalAxiosRequestConfig, axios: AxiosStatic) {
  if (new URL(axios.getUri(config), location.href).origin !== location.origin) return config

  config.headers.set('X-Requested-With', 'XMLHttpRequest')
  if (changesSomething(config)) {
    config.headers.set({ 'X-CSRF-Token': token(), 'X-Session-Viewer': readPage().viewer })
  }
  return config
}

async function resend(error: AxiosError, axios: AxiosStatic) {
  const config = error.config as Request | undefined
  const verdict = error.response?.headers['x-session-verdict']
  const isFinal = !config || !verdict || config.isResent || isBackground(config.headers)
  if (isFinal || !(await recover(verdict))) throw error
  return axios.request({ ...config, data: withToken(config.data), isResent: true } as Request)
}
