import up from './unpoly'

// A form that fails for the server's own reasons stays as it is and says so: what was typed must not give way to the
// page of a failure, which is the one kind of page that knows of no session.
up.on('up:fragment:loaded', (event: any) => {
  const { request, response, renderOptions } = event
  if (request.isSafe() || response.ok || response.header('X-Session-Verdict')) return

  const page = new DOMParser().parseFromString(response.text, 'text/html')
  if (page.querySelector('meta[name=session-stamp]')) return

  event.preventDefault()
  tell(renderOptions, page.querySelector('h1')?.textContent ?? 'Something went wrong.')
})

// Unpoly says nothing of a network that is lost but in the console, and neither does the browser.
window.addEventListener(
  'unhandledrejection',
  (event) => event.reason instanceof up.Offline && event.preventDefault(),
)
up.on('up:fragment:offline', ({ request, renderOptions }: any) =>
  tell(
    renderOptions,
    request.isSafe()
      ? 'The site does not answer. Please try again.'
      : 'The site does not answer. What you typed is still here: please send it again.',
  ),
)

/** Says something where the person is: at the form that was sent, else at the top of the page. */
export function tell({ origin }: { origin?: Element }, textContent: string) {
  const place = origin?.closest('form, #sign-in') ?? document.querySelector('#flash')!
  place.querySelector('.flash')?.remove()
  place.prepend(
    Object.assign(document.createElement('p'), { className: 'flash warning', role: 'alert', textContent }),
  )
}
