import { up } from './environment'

const pending = new WeakMap<Element, string>()

/** Ignores a second press until the first has a response. Unpoly would drop the first response. */
export function ignoreDoubleSubmits() {
  up.on('up:form:submit', (event: any) => {
    const content = up.Params.fromForm(event.form).toQuery()
    if (pending.get(event.form) === content) event.preventDefault()
    else pending.set(event.form, content)
  })
  up.on('up:request:loaded up:request:offline up:request:aborted', ({ request }: any) => {
    const form = request.origin?.closest('form')
    if (form) pending.delete(form)
  })
}
