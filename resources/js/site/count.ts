import up from './unpoly'

const nearFrom = 0.9
const pauseMs = 1_000

/** Counts the characters of a text that comes near its limit. Screen readers announce the count after a pause. */
up.compiler('textarea[data-limit]', (field: HTMLTextAreaElement) => {
  const limit = Number(field.dataset.limit)
  const shown = Object.assign(document.createElement('p'), { className: 'hint count', hidden: true })
  shown.ariaHidden = 'true'
  const spoken = Object.assign(document.createElement('p'), { className: 'visually-hidden', role: 'status' })
  field.after(shown, spoken)

  let pause: number | undefined
  const count = () => {
    const length = field.value.trim().length
    shown.hidden = length < nearFrom * limit
    shown.textContent = shown.hidden ? '' : words(limit - length)
    shown.classList.toggle('error', length > limit)
    clearTimeout(pause)
    pause = window.setTimeout(() => (spoken.textContent = shown.textContent), pauseMs)
  }
  field.addEventListener('input', count)
  count()
  return () => clearTimeout(pause)
})

function words(left: number): string {
  const number = Math.abs(left).toLocaleString('en')
  return `${number} character${number === '1' ? '' : 's'} ${left < 0 ? 'too many' : 'left'}`
}
