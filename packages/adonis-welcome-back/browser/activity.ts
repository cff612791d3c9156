import { now } from './clock'

const presses = ['keydown', 'pointerdown', 'input']

let activeAt = -Infinity

/** Returns when somebody last pressed a key or a pointer in the page, on the clock of the page. */
export const lastActivity = () => activeAt

/**
 * Calls the listener when somebody presses a key, a button of the mouse, a pen or a finger in the page, or changes a
 * field in another way. Movements, a key that is held down, and events of scripts are no activity.
 */
export function onActivity(listener: () => void) {
  const notice = (event: Event) => {
    if (!event.isTrusted || (event as KeyboardEvent).repeat || isInWarning(event)) return
    activeAt = now()
    listener()
  }
  for (const type of presses) window.addEventListener(type, notice, { capture: true, passive: true })
}

/** The buttons of the warning say themselves what they do. */
const isInWarning = ({ target }: Event) =>
  target instanceof Element && target.closest('#session-warning') !== null
