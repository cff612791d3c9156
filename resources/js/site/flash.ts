import up from './unpoly'

/** A button dismisses a message of the page or of a form. */
up.compiler(':is(#flash, form) > .flash', (message: HTMLElement) => {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'close' })
  button.setAttribute('aria-label', 'Dismiss')
  button.addEventListener('click', () => {
    const next = message.closest('form')?.querySelector<HTMLElement>('.field :is(input, textarea)') ?? main()
    message.remove()
    next.focus({ preventScroll: true })
  })
  message.append(button)
})

function main(): HTMLElement {
  const main = document.querySelector<HTMLElement>('#main')!
  main.tabIndex = -1
  return main
}

// A fragment scrolls its target below the messages.
up.viewport.config.fixedTopSelectors.push('#flash')

/** Messages stay in view until the visitor scrolls or types. */
for (const event of ['wheel', 'touchmove', 'keydown'])
  window.addEventListener(event, () => document.querySelector('#flash')?.classList.add('passed'), {
    passive: true,
  })
