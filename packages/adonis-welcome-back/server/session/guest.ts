import type { SessionConfig } from '@ioc:Adonis/Addons/Session'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isDeepStrictEqual } from 'util'
import { settings } from '../settings'
import type { Values } from './values'

export interface Guest {
  values: Values
  /** The stamp of an ended session, if the visitor has seen the reason. */
  ended?: string
}

/** A cookie can have 4,096 bytes. This many bytes have about that length when encrypted. */
const maxBytes = 2_700
const emptyGuest: Guest = { values: {} }

const nameOf = (config: SessionConfig) => `${config.cookieName}-guest`

export const readGuest = ({ request }: HttpContextContract, config: SessionConfig): Guest =>
  request.encryptedCookie(nameOf(config)) ?? emptyGuest

/** Sends the guest's cookie if it changed. It never replaces the session's cookie. */
export function writeGuest(ctx: HttpContextContract, config: SessionConfig, guest: Guest) {
  if (isDeepStrictEqual(guest, readGuest(ctx, config))) return
  ctx.response.encryptedCookie(nameOf(config), shortened(guest), config.cookie)
}

export function clearGuest({ request, response }: HttpContextContract, config: SessionConfig) {
  const { httpOnly, path, sameSite, secure } = config.cookie
  if (request.encryptedCookie(nameOf(config)))
    response.cookie(nameOf(config), '', { httpOnly, path, sameSite, secure, maxAge: -1 })
}

/** Leaves out the typed fields, then all messages, then everything, until the cookie is short enough. */
function shortened(guest: Guest): Guest {
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
