/** Returns a button that copies a text and says so, or null where the browser allows no copying. */
export function copyButton(label: string, className: string, text: () => string): HTMLButtonElement | null {
  if (!navigator.clipboard) return null

  const button = Object.assign(document.createElement('button'), { type: 'button', className })
  button.textContent = label
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text())
    button.textContent = 'Copied'
    setTimeout(() => (button.textContent = label), 2_000)
  })
  return button
}
