import { isDeepStrictEqual } from 'util'

export type Values = Record<string, unknown>
export type Change = { key: string; from: unknown; to: unknown }

/** What a request changed in its session, key by key; `to` is undefined where it took the key away. */
export function difference(before: Values, after: Values): Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((key) => ({ key, from: before[key], to: after[key] }))
    .filter(({ from, to }) => !isDeepStrictEqual(from, to))
}

/**
 * The stored values with the changes applied. A key that was taken away goes only if it still holds what
 * the request saw: what another request has put there meanwhile stays.
 */
export function merge(stored: Values, changes: Change[]): Values {
  const merged = { ...stored }
  for (const { key, from, to } of changes) {
    if (to !== undefined) merged[key] = to
    else if (isDeepStrictEqual(stored[key], from)) delete merged[key]
  }
  return merged
}
