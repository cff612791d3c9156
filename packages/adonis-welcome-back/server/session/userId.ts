import { settings } from '../settings'

/** Big integers can be numbers or texts, even of the same user: PostgreSQL returns them as text. */
export type UserId = number | string

export const idOf = (user: object): UserId => (user as Record<string, UserId>)[settings().users.key!]

export const isSameUser = (one: UserId | null | undefined, other: UserId | null | undefined) =>
  String(one) === String(other)
