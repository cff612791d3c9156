import { up } from './environment'

const endEvents = ['up:request:loaded', 'up:request:offline', 'up:request:aborted']

/** Waits until Unpoly has no request under way. Returns whether there was one. */
export async function whenIdle(): Promise<boolean> {
  if (!up.network.isBusy()) return false
  while (up.network.isBusy()) await Promise.race(endEvents.map(once))
  return true
}

/**
 * Going back may end at another address than the requested one, because Unpoly does not see the redirect. This shows the
 * address of the page that came.
 */
export function correctAddressOnBack() {
  up.on('up:location:restore', ({ renderOptions }: any) => {
    renderOptions.onLoaded = ({ response, renderOptions }: any) => {
      renderOptions.location = response.url + location.hash
      up.history.replace(renderOptions.location)
    }
  })
}

const once = (name: string) =>
  new Promise((resolve) => document.addEventListener(name, resolve, { once: true }))
