import { up } from './environment'

/**
 * Keeps the fragment of the address, which the server never gets, through the sign-in page and back. Reads the fragment
 * of a redirect from a header. Without JavaScript the browser does both.
 */
export function keepFragments() {
  up.macro('form[data-here]', (form: HTMLFormElement) => {
    form.setAttribute('action', form.dataset.here + fragment())
  })
  up.on('up:fragment:loaded', ({ request, response }: any) => {
    const anchor = response.header('X-Redirect-Fragment')
    if (anchor) request.hash = `#${anchor}`
  })
  up.on('up:link:follow', 'a[href*="?return="]', ({ renderOptions }: any) => {
    renderOptions.url += fragment()
  })
}

function fragment() {
  const requested = new URLSearchParams(location.search).get('return') ?? ''
  return up.layer.isRoot() ? location.hash || requested.replace(/^[^#]*/, '') : ''
}
