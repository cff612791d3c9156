import { up } from './environment'

const underWay = new WeakMap<Element, string>()

/** Ignores a second press of a button until the first is answered. Unpoly would drop the first answer. */
export function ignoreDoubleSubmits() {
  up.on('up:form:submit', (event: any) => {
    const content = up.Params.fromForm(event.form).toQuery()
    if (underWay.get(event.form) === content) event.preventDefault()
    else underWay.set(event.form, content)
  })
  up.on('up:request:loaded up:request:offline up:request:aborted', ({ request }: any) => {
    const form = request.origin?.closest('form')
    if (form) underWay.delete(form)
  })
}
