import { adapter } from './environment'
import { readPage, token } from './page'
import { isBackground, recover, withToken } from './resend'
import { isSafe, whileSending } from './sending'
import type { Verdict } from './verdict'

type Fetch = typeof window.fetch

/**
 * Lets `fetch` recover as axios does: a request to this site that is refused with a verdict is sent again, exactly
 * once, after the page belongs to the living session of the same viewer. The promise resolves with that response.
 */
export function recoverFetch() {
  const fetch = window.fetch.bind(window)
  window.fetch = (input, init) => {
    const { origin } = new URL(input instanceof Request ? input.url : input, document.baseURI)
    return origin === location.origin ? send(new Request(input, init), fetch) : fetch(input, init)
  }
}

/** Lets `form.submit()` send a form as a press does, if the adapter sends this form. */
export function recoverFormSubmit() {
  const { submit } = HTMLFormElement.prototype
  HTMLFormElement.prototype.submit = function () {
    if (!this.isConnected || !adapter.submit(this)) submit.call(this)
  }
}

async function send(request: Request, fetch: Fetch): Promise<Response> {
  // Axios has signed it, and sends it again itself.
  if (request.headers.has('X-Session-Viewer')) return fetch(request)

  const copy = request.clone()
  const resend = async () => {
    const response = await fetch(signed(request))
    const verdict = response.headers.get('X-Session-Verdict') as Verdict | null
    if (!verdict || isBackground(request.headers) || !(await recover(verdict))) return response
    return fetch(signed(await withFreshToken(copy)))
  }
  return isSafe(request.method) ? resend() : whileSending(resend)
}

/** Adds the page's viewer, by which the server knows that a script reads the response, and its token. */
function signed(request: Request): Request {
  request.headers.set('X-Session-Viewer', readPage().viewer)
  if (!isSafe(request.method)) request.headers.set('X-CSRF-Token', token())
  return request
}

/** The server may read the token in the body first. */
async function withFreshToken(request: Request): Promise<Request> {
  const type = request.headers.get('Content-Type') ?? ''
  if (/json|urlencoded/.test(type))
    return new Request(request, { body: withToken(await request.clone().text()) })
  if (!type.startsWith('multipart/')) return request

  const fields = await request.clone().formData()
  const headers = new Headers(request.headers)
  // The browser adds the new boundary.
  headers.delete('Content-Type')
  return new Request(request, { headers, body: withToken(fields) })
}
