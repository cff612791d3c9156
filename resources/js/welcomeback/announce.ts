import { up } from './environment'

/** Copies messages into a permanent live region: a region that is inserted with its text is not announced. */
export function announceMessages() {
  const region = Object.assign(document.createElement('div'), { id: 'announcer', role: 'status' })
  document.body.append(region)
  up.compiler('.flash, .error', ({ textContent }: HTMLElement) => {
    const line = Object.assign(document.createElement('p'), { textContent })
    region.append(line)
    return () => line.remove()
  })
}
