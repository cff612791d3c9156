import { up } from './environment'

const endEvents = ['up:request:loaded', 'up:request:offline', 'up:request:aborted']

/** Waits until Unpoly has no request. Returns whether it had one. */
export async function whenIdle(): Promise<boolean> {
  if (!up.network.isBusy()) return false
  while (up.network.isBusy()) await Promise.race(endEvents.map(once))
  return true
}

/** Corrects the address after Back if the page was redirected, because Unpoly does not see redirects. */
export function correctAddressOnBack() {
  up.on('up:location:restore', ({ renderOptions }: any) => {
    renderOptions.onLoaded = ({ response, renderOptions }: any) => {
      renderOptions.location = response.url + location.hash
      up.history.replace(renderOptions.location)
    }
  })
}

/** Tells the server which requests no person made: polls, preloads and other requests in the background. */
export function markBackgroundRequests() {
  up.on('up:request:load', ({ request }: any) => {
    if (request.background) request.headers['X-Session-Passive'] = 'true'
  })
}

const once = (name: string) =>
  new Promise((resolve) => document.addEventListener(name, resolve, { once: true }))
