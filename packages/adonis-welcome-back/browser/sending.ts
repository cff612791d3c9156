import { isAnythingPressed } from './presses'

let count = 0

/** Returns whether a form or a request that changes something is being sent. */
export const isSending = () => count > 0 || isAnythingPressed()

/** Returns whether requests with this method change nothing. */
export const isSafe = (method: string) => /^(get|head|options)$/i.test(method)

/** Counts requests that change something, from their start to their end. */
export const step = (by: 1 | -1) => void (count += by)

/** Counts a request that changes something while the action runs. */
export async function whileSending<Result>(action: () => Promise<Result>): Promise<Result> {
  step(1)
  try {
    return await action()
  } finally {
    step(-1)
  }
}
