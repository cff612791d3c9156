import up from './unpoly'

/** Adds a button that dismisses a message of the page or of a form. */
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

// The target of a fragment is scrolled to a place below the messages.
up.viewport.config.fixedTopSelectors.push('#flash')

/** Messages stay at the top of the window until the visitor scrolls or types. */
for (const event of ['wheel', 'touchmove', 'keydown'])
  window.addEventListener(event, () => document.querySelector('#flash')?.classList.add('scrolled'), {
    passive: true,
  })
