import { adapter, selectors } from './environment'

/** Shows a message at the submitted form, or at the top of the page. */
export function showMessage({ origin }: { origin?: Element }, textContent: string) {
  const { flash, main, signIn } = selectors
  // A button need not be inside of its form.
  const form = (origin as HTMLButtonElement | undefined)?.form ?? origin?.closest(`form, ${signIn}`)
  const place = form ?? document.querySelector(flash) ?? document.querySelector(main)!
  place.querySelector('.flash')?.remove()
  const message = Object.assign(document.createElement('div'), { className: 'flash warning' })
  message.append(Object.assign(document.createElement('p'), { role: 'alert', textContent }))
  place.prepend(message)
  adapter.prepare(message)
  message.scrollIntoView({ block: 'nearest' })
}
