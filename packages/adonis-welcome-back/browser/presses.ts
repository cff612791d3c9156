/** A press of a button that submits a form. */
export interface Press {
  form: Element
  /** Everything that is sent. A second press with the same content is the same press. */
  content: string
  changesSomething: boolean
  /** Whether the server has refused it, and the page tries to become one of the living session. */
  isRefused?: boolean
  send: () => void
}

/** The press of each form that is being sent, followed by those that wait for it. */
const presses = new Map<Element, Press[]>()

/**
 * Returns whether a press can be sent now. While another press of the form is being sent, a press with other content
 * waits for its end. One with the content of the last is ignored. Of searches, only the last waits.
 */
export function isNext(press: Press): boolean {
  const [current, ...waiting] = presses.get(press.form) ?? []
  if (!current) presses.set(press.form, [press])
  else if ((waiting.at(-1) ?? current).content !== press.content)
    presses.set(press.form, [current, ...waiting.filter(({ changesSomething }) => changesSomething), press])
  return !current
}

/** Ends the press that is being sent, and sends the one that waits for it. */
export function end(press: Press) {
  const [current, ...others] = presses.get(press.form) ?? []
  if (current !== press) return
  if (others.length === 0) return drop(press)

  presses.set(press.form, others)
  others[0].send()
}

/** Forgets a press that cannot be sent, and those that wait for it. */
export const drop = ({ form }: Press) => void presses.delete(form)

/** Returns whether a press that changes something is being sent. */
export const isAnythingPressed = () =>
  [...presses.values()].some(([{ changesSomething }]) => changesSomething)
