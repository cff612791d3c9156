import 'unpoly'

declare global {
  interface Window {
    up: any
  }
}

const up = window.up
up.log.config.banner = false
export default up

// Links and forms of the whole site are Unpoly's, without an attribute on each.
up.link.config.followSelectors.push('a[href^="/"]')
up.form.config.submitSelectors.push('form')
up.link.config.noFollowSelectors.push('a[href="/health"]')

// Going back may end at another address than it was asked for. A redirect is followed without Unpoly's seeing it.
up.on('up:location:restore', ({ renderOptions }: any) => {
  renderOptions.onLoaded = ({ response, renderOptions }: any) => {
    renderOptions.location = response.url + location.hash
    up.history.replace(renderOptions.location)
  }
})

const endings = ['up:request:loaded', 'up:request:offline', 'up:request:aborted']

/** Waits until no request of Unpoly's is under way. Answers whether there was one. */
export async function settled(): Promise<boolean> {
  if (!up.network.isBusy()) return false
  while (up.network.isBusy()) await Promise.race(endings.map(once))
  return true
}

const once = (name: string) =>
  new Promise((resolve) => document.addEventListener(name, resolve, { once: true }))
