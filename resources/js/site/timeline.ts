import up from './unpoly'

/** Plays the timeline once when it is seen, and again at the press of a button. */
up.compiler('.timeline', (timeline: HTMLElement) => {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return

  const play = () => {
    timeline.classList.remove('playing')
    void timeline.offsetWidth // Otherwise the animation would not start again.
    timeline.classList.add('playing')
  }
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'link' })
  button.textContent = 'Play again'
  button.addEventListener('click', play)
  timeline.after(button)

  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return
    observer.disconnect()
    play()
  })
  observer.observe(timeline)
  return () => observer.disconnect()
})
