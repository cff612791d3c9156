import type { SessionConfig } from '@ioc:Adonis/Addons/Session'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isDeepStrictEqual } from 'util'
import type { Values } from '../session/values'

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
  const { values, omitted } = fit(guest.values, maxBytes - sizeOf({ ...guest, values: {} }))
  if (omitted.length)
    ctx.logger.warn({ omitted }, 'Values of a guest do not fit into a cookie, so they are not stored')
  ctx.response.encryptedCookie(nameOf(config), { ...guest, values }, config.cookie)
}

export function clearGuest({ request, response }: HttpContextContract, config: SessionConfig) {
  const { httpOnly, path, sameSite, secure } = config.cookie
  if (request.encryptedCookie(nameOf(config)))
    response.cookie(nameOf(config), '', { httpOnly, path, sameSite, secure, maxAge: -1 })
}

/**
 * Leaves out the longest flash messages, then the longest values, until the others have this many bytes. Returns the
 * others, and the names of the values that it left out.
 */
export function fit(given: Values, bytes: number): { values: Values; omitted: string[] } {
  const [values, flash, omitted]: [Values, Values, string[]] = [{ ...given }, { ...flashOf(given) }, []]
  const isTooLong = () => sizeOf(values) > bytes
  for (const name of longestFirst(flash)) {
    if (!isTooLong()) break
    delete flash[name]
    values.__flash__ = flash
  }
  for (const name of longestFirst(values)) {
    if (!isTooLong()) break
    delete values[name]
    if (name !== '__flash__') omitted.push(name)
  }
  return { values, omitted }
}

const flashOf = (values: Values) => values.__flash__ as Values | undefined

const longestFirst = (values: Values) =>
  Object.keys(values).sort((one, other) => sizeOf(values[other]) - sizeOf(values[one]))

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '')
