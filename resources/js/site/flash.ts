import up from './unpoly'

/** A button dismisses a message. */
up.compiler('#flash > .flash', (message: HTMLElement) => {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'close' })
  button.setAttribute('aria-label', 'Dismiss')
  button.addEventListener('click', () => {
    message.remove()
    const main = document.querySelector<HTMLElement>('#main')!
    main.tabIndex = -1
    main.focus({ preventScroll: true })
  })
  message.append(button)
})

// A fragment scrolls its target below the messages.
up.viewport.config.fixedTopSelectors.push('#flash')

/** Messages stay in view until the visitor scrolls or types. */
for (const event of ['wheel', 'touchmove', 'keydown'])
  window.addEventListener(event, () => document.querySelector('#flash')?.classList.add('passed'), {
    passive: true,
  })
