import { DateTime } from 'luxon'
import { age, lifetime, userKey } from '../settings'
import type { Values } from './values'

export const ownerOf = (data: Values) => (data[userKey()] as number | undefined) ?? null

export const expiryOf = (createdAt: DateTime, lastActiveAt: DateTime) =>
  DateTime.min(lastActiveAt.plus(age()), createdAt.plus(lifetime()))

/** Takes a DateTime, or milliseconds since 1970. Returns whole seconds, 0 after that time. */
export const secondsUntil = (time: DateTime | number) =>
  Math.max(0, Math.ceil((time.valueOf() - Date.now()) / 1000))
