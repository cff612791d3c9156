import { up } from './environment'

/**
 * Carries the fragment of the address over the sign-in page and back: the server never sees it. Without JavaScript the
 * browser does the same for a form with an empty action, which Unpoly does not accept. The fragment of a redirect comes
 * in a header.
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
