import type { SessionConfig, SessionDriverContract } from '@ioc:Adonis/Addons/Session'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { logEvent } from '../auditLog'
import { isUnavailable } from '../database/unavailable'
import { dataForOwner } from '../forms/keptForms'
import { comesFromElsewhere } from '../forms/origin'
import { endDevice, forgetCopied } from '../remember/devices'
import { browserOf } from './browser'
import { withdrawCookie } from './cookies'
import { credentialsOf } from './credentials'
import { ownerOf } from './expiry'
import { findWithUser } from './lookup'
import { NewSession, storeSession } from './replace'
import type Session from './Session'
import { guardOf } from './signIn'
import { stampOf, viewerOf } from './stamp'
import { Values } from './values'

/**
 * Stores sessions in the database, one driver per request. It writes only what the request changed, inserts only new
 * sessions and updates only living ones: no response, however late, revives an ended session.
 */
export default class DatabaseDriver implements SessionDriverContract {
  private before: Values = {}

  constructor(
    private config: SessionConfig,
    private ctx: HttpContextContract,
  ) {}

  /** Returns the data of the visitor's living session. Without one, the request gets a new session id and no data. */
  public async read(id: string) {
    const { session, visit } = this.ctx
    // The package would sign the cookie for every response. This driver sends it, and only for a session that it stores.
    Object.assign(session, { touchSessionCookie() {} })
    if (session.fresh) return null

    const { session: named, userRow } = await findWithUser(stampOf(id))
    Object.assign(visit, { named, userRow })
    if (!visit.named || visit.named.endReason) {
      session.regenerate()
      return null
    }
    visit.session = visit.named
    this.before = visit.session.data
    return structuredClone(this.before)
  }

  /** Stores the data. A page can be read while the database cannot store anything. */
  public async write(id: string, values: Values) {
    try {
      await this.writeTo(id, values)
    } catch (error: any) {
      const { logger, request } = this.ctx
      if (!['GET', 'HEAD'].includes(request.method()) || !isUnavailable(error)) throw error
      logger.warn({ code: error.code }, 'A session was not stored')
    }
  }

  /** Stores the data: in the row that was read, or in a new row if the id is new and there is anything to store. */
  private async writeTo(id: string, values: Values) {
    const { session, copiedDevice } = this.ctx.visit
    if (copiedDevice) await forgetCopied(this.ctx, copiedDevice)
    if (session?.userId && stampOf(id) === session.stamp && !ownerOf(values)) {
      await this.signOut(session, values)
    } else if (session && stampOf(id) === session.stamp) {
      await session.saveChanges(this.before, values)
    } else if (comesFromElsewhere(this.ctx.request)) {
      this.ctx.response.removeHeader('set-cookie')
    } else if (Object.keys(values).length > 0) {
      await this.store(stampOf(id), values)
    }
  }

  /** A session whose id was replaced ends when the new one is stored. */
  public async destroy() {}

  /** A browser that has the cookie needs no other, and a late response would overwrite the cookie of a sign-in. */
  public touch() {
    withdrawCookie(this.ctx.response, this.config.cookieName)
  }

  /** Stores a new session. The cookies are sent only if it was stored. */
  private async store(stamp: string, data: Values) {
    const { response, session, visit } = this.ctx
    const cookies = response.getHeader('set-cookie') as string[] | undefined
    response.removeHeader('set-cookie')
    const owner = ownerOf(data)
    const isSignIn = owner !== null && owner !== visit.session?.userId
    // The page that a remembered device asked for already carries a token of its new secret.
    const stored = isSignIn && !this.guard.viaRemember ? dataForOwner(data, owner) : data
    if (!(await storeSession({ stamp, data: stored, ...this.origin }))) return

    if (cookies) response.header('set-cookie', cookies)
    response.cookie(this.config.cookieName, session.sessionId, this.config.cookie)
    if (visit.afterStored) visit.afterStored()
    else if (isSignIn) logEvent(this.ctx, 'sign-in', this.guard.viaRemember ? { remembered: true } : {})
  }

  /** Ends the session of a user whom the guard's own `logout` signed out. What is left of its data goes to a guest. */
  private async signOut(session: Session, values: Values) {
    const device = { stamps: [session.stamp], rememberedIds: [] }
    await endDevice(session.userId!, device, 'signed-out')
    logEvent(this.ctx, 'sign-out', { stamp: session.stamp, viewer: viewerOf(session.userId!) })
    this.ctx.visit.session = undefined
    this.ctx.session.regenerate()
    await this.store(stampOf(this.ctx.session.sessionId), dataForOwner(values, null))
  }

  private get origin(): Omit<NewSession, 'stamp' | 'data'> {
    const { auth, request, visit } = this.ctx
    return {
      ...browserOf(request),
      former: visit.named,
      continuesLiving: !!visit.session,
      device: visit.device,
      credentials: auth.user && credentialsOf(auth.user, this.guard.viaRemember),
    }
  }

  private get guard() {
    return guardOf(this.ctx)
  }
}
