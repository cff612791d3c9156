import up from './unpoly'

// The server never sees a fragment, so it travels in the address bar, over the sign-in page and back. A browser
// without JavaScript does the same as long as a form's action is empty, which Unpoly does not take.
up.macro('form[data-here]', (form: HTMLFormElement) => {
  form.setAttribute('action', form.dataset.here + fragment())
})
up.on('up:link:follow', 'a[href*="?return="]', ({ renderOptions }: any) => {
  renderOptions.url += fragment()
})

function fragment() {
  const asked = new URLSearchParams(location.search).get('return') ?? ''
  return up.layer.isRoot() ? location.hash || asked.replace(/^[^#]*/, '') : ''
}
