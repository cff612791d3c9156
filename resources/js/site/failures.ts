import up from './unpoly'

// A form that fails for the server's own reasons stays as it is and says so: what was typed must not give way to the
// page of a failure, which is the one kind of page that knows of no session.
up.on('up:fragment:loaded', (event: any) => {
  const { request, response, renderOptions } = event
  if (request.isSafe() || response.ok) return

  const page = new DOMParser().parseFromString(response.text, 'text/html')
  if (page.querySelector('meta[name=session-stamp]')) return

  event.preventDefault()
  tell(renderOptions.origin.closest('form'), page.querySelector('h1')?.textContent ?? 'Something went wrong.')
})

function tell(form: HTMLFormElement, textContent: string) {
  form.querySelector('.flash')?.remove()
  form.prepend(
    Object.assign(document.createElement('p'), { className: 'flash warning', role: 'alert', textContent }),
  )
}
