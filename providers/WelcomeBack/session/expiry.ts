import { DateTime } from 'luxon'
import { age, lifetime, userKey } from '../settings'
import type { Values } from './values'

/** The id of the user whom the auth guard signed in to a session, or null for a guest. */
export const ownerOf = (data: Values) => (data[userKey()] as number | undefined) ?? null

/** Returns when a session ends. */
export const expiryOf = (createdAt: DateTime, lastActiveAt: DateTime) =>
  DateTime.min(lastActiveAt.plus(age()), createdAt.plus(lifetime()))

/** Returns the whole seconds until a time, 0 if it has passed. Takes a DateTime, or milliseconds since 1970. */
export const secondsUntil = (time: DateTime | number) =>
  Math.max(0, Math.ceil((time.valueOf() - Date.now()) / 1000))
