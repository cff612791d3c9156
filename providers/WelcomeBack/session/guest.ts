import type { SessionConfig } from '@ioc:Adonis/Addons/Session'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isDeepStrictEqual } from 'util'
import { settings } from '../settings'
import type { Values } from './values'

/** What a browser keeps for a visitor who is not signed in. */
export interface Guest {
  values: Values
  /** The stamp of a session that is over, whose end the visitor has been told. */
  ended?: string
}

/** A browser keeps cookies of 4,096 bytes; encrypted, this is about as long. */
const maxBytes = 2_700
const nobody: Guest = { values: {} }

const nameOf = (config: SessionConfig) => `${config.cookieName}-guest`

/** Returns what the browser keeps for a guest: the server keeps nothing. */
export const readGuest = ({ request }: HttpContextContract, config: SessionConfig): Guest =>
  request.encryptedCookie(nameOf(config)) ?? nobody

/** Sends the guest's cookie if it changed. It is never the session's, so a late response takes no sign-in away. */
export function writeGuest(ctx: HttpContextContract, config: SessionConfig, guest: Guest) {
  if (isDeepStrictEqual(guest, readGuest(ctx, config))) return
  ctx.response.encryptedCookie(nameOf(config), fitting(guest), config.cookie)
}

/** Has the browser drop the guest's cookie. */
export function clearGuest({ request, response }: HttpContextContract, config: SessionConfig) {
  const { httpOnly, path, sameSite, secure } = config.cookie
  if (request.encryptedCookie(nameOf(config)))
    response.cookie(nameOf(config), '', { httpOnly, path, sameSite, secure, maxAge: -1 })
}

/** Leaves out what was typed, then every message, then all, where the cookie would be too long. */
function fitting(guest: Guest): Guest {
  const { __flash__: flash, ...others } = guest.values
  const choices: Values[] = [
    guest.values,
    { ...others, __flash__: { ...(flash as Values), [settings().typedKey ?? '']: undefined } },
    others,
    {},
  ]
  return choices.map((values) => ({ ...guest, values })).find((some) => sizeOf(some) <= maxBytes)!
}

const sizeOf = (guest: Guest) => Buffer.byteLength(JSON.stringify(guest))
