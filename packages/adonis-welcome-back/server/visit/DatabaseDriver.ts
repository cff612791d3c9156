import { randomBytes } from 'crypto'
import type { SessionConfig, SessionDriverContract } from '@ioc:Adonis/Addons/Session'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { logEvent } from '../auditLog'
import { isUnavailable } from '../database/unavailable'
import { dataForOwner, removeDropped } from '../forms/keptForms'
import { isCrossOrigin } from '../forms/crossOrigin'
import { isBackground } from '../request/requestKind'
import { endDevice, forgetCopied } from '../remember/devices'
import { browserOf } from '../request/browser'
import { omitCookie } from '../request/cookies'
import { credentialsOf } from '../session/credentials'
import { ownerOf } from '../session/expiry'
import { clearGuest, readGuest, writeGuest } from './guest'
import { findWithUser } from './lookup'
import { NewSession, storeSession } from '../session/replace'
import type Session from '../session/Session'
import { guardOf } from './signIn'
import { stampOf, viewerOf } from '../session/stamp'
import { Values } from '../session/values'

/**
 * Stores users' sessions in the database and guests' data in a cookie. Each request has its own driver. It writes only
 * what the request changed, and updates only living sessions, so that no late response revives an ended one.
 */
export default class DatabaseDriver implements SessionDriverContract {
  private before: Values = {}

  constructor(
    private config: SessionConfig,
    private ctx: HttpContextContract,
  ) {}

  public async read(id: string) {
    const { session, visit } = this.ctx
    // The package would send the cookie with every response. This driver sends it only with a new session.
    Object.assign(session, { touchSessionCookie() {} })
    // A closure here would keep each request in memory until the next full garbage collection.
    session.regenerate = this.renewId.bind(this)

    if (!session.fresh) await this.find(stampOf(id))
    if (!visit.session) session.regenerate()
    this.before = visit.session?.data ?? readGuest(this.ctx, this.config).values
    return structuredClone(this.before)
  }

  /** A page is shown even if the database cannot store its session. */
  public async write(id: string, values: Values) {
    try {
      await this.writeTo(id, values)
    } catch (error: any) {
      const { logger, request } = this.ctx
      if (!['GET', 'HEAD'].includes(request.method()) || !isUnavailable(error)) throw error
      logger.warn({ code: error.code }, 'A session was not stored')
    }
  }

  /** The former session ends when the new one is stored. */
  public async destroy() {}

  /** A late response must not overwrite the cookie of a sign-in. */
  public touch() {
    omitCookie(this.ctx.response, this.config.cookieName)
  }

  private async writeTo(id: string, values: Values) {
    const { session, copiedDevice, isTokenRight } = this.ctx.visit
    const isSame = session && stampOf(id) === session.stamp
    if (copiedDevice) await forgetCopied(this.ctx, copiedDevice)
    if (isSame && !ownerOf(values)) await this.signOut(session, values)
    else if (isSame) await session.saveChanges(this.before, values)
    else if (!isTokenRight && isCrossOrigin(this.ctx.request)) this.ctx.response.removeHeader('set-cookie')
    else if (this.isOnlyLooking(values)) this.ctx.response.removeHeader('set-cookie')
    else if (ownerOf(values)) await this.store(id, values)
    else this.keepForGuest(values)
  }

  /** A poll of a guest's page must not use up the message for the page that replaces it. */
  private isOnlyLooking(values: Values): boolean {
    const isRead = ['GET', 'HEAD'].includes(this.ctx.request.method())
    return isBackground(this.ctx) && (this.guard.viaRemember || (isRead && !ownerOf(values)))
  }

  private async find(stamp: string) {
    const { visit } = this.ctx
    if (readGuest(this.ctx, this.config).ended === stamp) return

    const { session: cookieSession, ...found } = await findWithUser(stamp)
    Object.assign(visit, { cookieSession, ...found })
    if (!cookieSession || cookieSession.endReason) return
    visit.session = cookieSession
    visit.session.isPassive = isBackground(this.ctx)
  }

  /** The ids of the package have fewer than 128 random bits. */
  private renewId() {
    Object.assign(this.ctx.session, {
      sessionId: randomBytes(16).toString('base64url'),
      regeneratedSessionId: true,
    })
  }

  /** Sends the cookies only if the session was stored. */
  private async store(id: string, values: Values) {
    const { response, visit } = this.ctx
    const cookies = response.getHeader('set-cookie') as string[] | undefined
    response.removeHeader('set-cookie')
    // The page of a remembered device already has a token of the new CSRF secret.
    const isNew = !visit.isRenewal && !this.guard.viaRemember
    const data = isNew ? dataForOwner(values, ownerOf(values)) : values
    if (!(await storeSession({ stamp: stampOf(id), data, ...this.origin }))) return

    await removeDropped(values, data)
    if (cookies) response.header('set-cookie', cookies)
    response.cookie(this.config.cookieName, id, this.config.cookie)
    clearGuest(this.ctx, this.config)
    if (visit.afterStored) await visit.afterStored()
    else if (!visit.isRenewal)
      logEvent(this.ctx, 'sign-in', this.guard.viaRemember ? { remembered: true } : {})
  }

  /** Handles a sign-out by the guard's `logout`, without `signOut`. */
  private async signOut({ userId, family, stamp }: Session, values: Values) {
    await endDevice(userId, { families: [family], rememberedIds: [] }, 'signed-out')
    logEvent(this.ctx, 'sign-out', { stamp, viewer: viewerOf(userId) })
    this.keepForGuest(dataForOwner(values, null))
  }

  private keepForGuest(values: Values) {
    const { cookieSession } = this.ctx.visit
    const ended = cookieSession === undefined ? readGuest(this.ctx, this.config).ended : stampOf(this.cookie)
    writeGuest(this.ctx, this.config, { values, ...(ended && { ended }) })
  }

  private get cookie(): string {
    return this.ctx.request.cookie(this.config.cookieName)
  }

  private get origin(): Omit<NewSession, 'stamp' | 'data'> {
    const { auth, request, visit } = this.ctx
    return {
      ...browserOf(request),
      former: visit.cookieSession,
      isRenewal: visit.isRenewal,
      device: visit.device,
      credentials: credentialsOf(auth.user!, this.guard.viaRemember),
      passwordGiven: visit.passwordGiven,
    }
  }

  private get guard() {
    return guardOf(this.ctx)
  }
}
