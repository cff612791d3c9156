import up from './unpoly'

// The server never sees a fragment; signing in leads back to it all the same. Without JavaScript the browser
// carries it along, as long as a form's action is empty, which Unpoly does not take.
up.macro('form[data-here]', (form: HTMLFormElement) => {
  form.setAttribute('action', withFragment(form.dataset.here!))
})
up.on('up:link:follow', 'a[href*="?return="]', ({ renderOptions }: any) => {
  renderOptions.url = withFragment(renderOptions.url)
})

function withFragment(address: string): string {
  const url = new URL(address, location.href)
  const target = url.searchParams.get('return')
  if (!target || target.includes('#') || !up.layer.isRoot()) return address

  url.searchParams.set('return', target + location.hash)
  return url.pathname + url.search
}
