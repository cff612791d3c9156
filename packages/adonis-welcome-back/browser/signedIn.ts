import { listenToServer } from './events'
import { watchModals } from './modal'
import { warnInTime } from './warn'

/** What only the page of a signed-in viewer needs: dialogs, the warning, and the stream of events. */

export { recover, signInHere } from './recover'
export { receive } from './warn'
export { hideWarning, isWarningOpen } from './warningDialog'

/** The functions that check: at once, or unless a check is running. */
export interface Asking {
  ask: () => void
  askUnlessAsking: () => void
}

export function start({ ask, askUnlessAsking }: Asking) {
  watchModals()
  listenToServer(ask)
  warnInTime(askUnlessAsking)
}
