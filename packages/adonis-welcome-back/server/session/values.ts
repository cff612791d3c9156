import { isDeepStrictEqual } from 'util'

export type Values = Record<string, unknown>
type Change = { key: string; from: unknown; to: unknown }

/** Returns the changed keys; `to` is undefined for a removed key. */
export function difference(before: Values, after: Values): Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((key) => ({ key, from: before[key], to: after[key] }))
    .filter(({ from, to }) => !isDeepStrictEqual(from, to))
}

/** Applies changes to stored values. Removes a key only if its value is still the one that the request read. */
export function merge(stored: Values, changes: Change[]): Values {
  const merged = { ...stored }
  for (const { key, from, to } of changes) {
    if (to !== undefined) merged[key] = to
    else if (isDeepStrictEqual(stored[key], from)) delete merged[key]
  }
  return merged
}
