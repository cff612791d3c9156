import up from './unpoly'

const stamp = () => document.querySelector<HTMLMetaElement>('meta[name=session-stamp]')?.content

/** Removes what the development bar says about a session when the page gets another one. */
up.compiler('#development-state', (state: HTMLElement) => {
  const before = stamp()
  const observer = new MutationObserver(() => {
    if (stamp() !== before) state.textContent = ''
  })
  observer.observe(document.head, { subtree: true, childList: true, attributeFilter: ['content'] })
  return () => observer.disconnect()
})
