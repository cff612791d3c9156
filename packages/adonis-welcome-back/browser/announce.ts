import { adapter } from './environment'

/**
 * Copies messages into a permanent live region. Screen readers do not announce a region that is inserted with its text.
 */
export function announceMessages() {
  const region = Object.assign(document.createElement('div'), { id: 'announcer', role: 'status' })
  document.body.append(region)
  adapter.onElement('.flash, .error', ({ textContent }) => {
    const line = Object.assign(document.createElement('p'), { textContent })
    region.append(line)
    return () => line.remove()
  })
}
