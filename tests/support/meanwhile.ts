/**
 * Runs the action during a request: in the next call of that method, after its work is done and before its caller
 * continues.
 */
export function meanwhile(target: any, method: string, action: () => Promise<unknown>) {
  const original = target[method]
  target[method] = async function (...args: unknown[]) {
    target[method] = original
    const result = await original.apply(this, args)
    await action()
    return result
  }
}
