/**
 * Runs the action inside the next call of that method, once its work is done and before its caller goes on:
 * what happens elsewhere while a request is under way.
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
