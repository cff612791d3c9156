import { DateTime } from 'luxon'
import { keptUntil } from '../forms/keptForms'
import { age, lifetime, userKey } from '../settings'
import type { Values } from './values'

/** The id of the user whom the auth guard signed in to a session, or null for a guest's session. */
export const ownerOf = (data: Values) => (data[userKey()] as number | undefined) ?? null

/** Returns when a session ends. A guest's session lasts as long as the forms that are kept in it. */
export function expiryOf(createdAt: DateTime, lastActiveAt: DateTime, data: Values): DateTime {
  const end = DateTime.min(lastActiveAt.plus(age()), createdAt.plus(lifetime()))
  return ownerOf(data) ? end : DateTime.max(end, DateTime.fromMillis(keptUntil(data)?.last ?? 0))
}

/** When the first of the forms kept in a session expires, in milliseconds since 1970; null without any. */
export const formsUntil = (data: Values) => keptUntil(data)?.first ?? null

/** Returns the whole seconds until a time, 0 if it has passed. Takes a DateTime, or milliseconds since 1970. */
export const secondsUntil = (time: DateTime | number) =>
  Math.max(0, Math.ceil((time.valueOf() - Date.now()) / 1000))
