import up from './unpoly'

const underWay = new WeakMap<Element, string>()

// A second press of a button changes nothing: what is on its way is not sent again until it is answered. Unpoly would
// take the first answer for out of date, and not see where it led.
up.on('up:form:submit', (event: any) => {
  const content = up.Params.fromForm(event.form).toQuery()
  if (underWay.get(event.form) === content) event.preventDefault()
  else underWay.set(event.form, content)
})

up.on('up:request:loaded up:request:offline up:request:aborted', ({ request }: any) => {
  const form = request.origin?.closest('form')
  if (form) underWay.delete(form)
})
