import { readPage, token } from './page'

/** That of the browser: `start` may replace the one of the app. */
const fetch = globalThis.fetch.bind(globalThis)

/** Sends a request of the package. Throws an error without a response in time. */
export function request(path: string, timeoutMs: number, method = 'GET'): Promise<Response> {
  const headers = new Headers({ 'X-Requested-With': 'XMLHttpRequest' })
  if (method !== 'GET') {
    headers.set('X-CSRF-Token', token())
    headers.set('X-Session-Viewer', readPage().viewer)
  }
  return fetch(path, { method, headers, signal: AbortSignal.timeout(timeoutMs) })
}
