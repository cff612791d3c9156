import type { HashContract } from '@ioc:Adonis/Core/Hash'

/** Each hash of a password needs 128 MB, and one of the four threads that all of Node shares. */
const atOnce = 2

/** Lets the driver hash and verify a few passwords at once. The others wait. */
export function limitHashing(hash: HashContract) {
  const driver: any = hash.use()
  const inTurn = turns(atOnce)
  for (const method of ['make', 'verify']) {
    const original = driver[method].bind(driver)
    driver[method] = (...args: unknown[]) => inTurn(() => original(...args))
  }
}

/** Returns a function that runs actions, so many at once, in the order of the calls. */
function turns(count: number) {
  const waiting: (() => void)[] = []
  const endTurn = () => {
    const next = waiting.shift()
    if (next) next()
    else count++
  }

  return async <Result>(action: () => Promise<Result>): Promise<Result> => {
    if (count > 0) count--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    return action().finally(endTurn)
  }
}
