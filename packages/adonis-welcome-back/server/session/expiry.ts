import { DateTime } from 'luxon'
import { age, lifetime, userKey } from '../settings'
import type { UserId } from './userId'
import type { Values } from './values'

export const ownerOf = (data: Values) => (data[userKey()] as UserId | undefined) ?? null

/** Takes and returns milliseconds since 1970. */
export const expiryOf = (createdAt: number, lastActiveAt: number) =>
  Math.min(lastActiveAt + age(), createdAt + lifetime())

/** Takes a DateTime, or milliseconds since 1970. Returns whole seconds, 0 after that time. */
export const secondsUntil = (time: DateTime | number) =>
  Math.max(0, Math.ceil((time.valueOf() - Date.now()) / 1000))
