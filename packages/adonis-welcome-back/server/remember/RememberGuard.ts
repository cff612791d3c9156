import Application from '@ioc:Adonis/Core/Application'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { AuthenticationException } from '@adonisjs/auth/build/standalone'
import { SessionGuard } from '@adonisjs/auth/build/src/Guards/Session'
import { browserOf } from '../request/browser'
import { omitCookie } from '../request/cookies'
import { secondsUntil } from '../session/expiry'
import { isSameUser, UserId } from '../session/userId'
import { rememberAge, settings } from '../settings'
import { forget } from './devices'
import RememberedDevice from './RememberedDevice'
import { newToken, successorOf, Token, tokenFromCookie, tokenToCookie } from './token'

const Guard: new (...args: any[]) => any = SessionGuard as any

/**
 * The package's session guard, but with a remember-me token for each device, not for each user. The token changes in
 * the transaction that stores the request's session.
 */
export default class RememberGuard extends Guard {
  private usedDevice?: RememberedDevice

  public get rememberMeKeyName() {
    return Application.inProduction ? '__Host-remember' : 'remember'
  }

  /** Unlike the package, throws no exception for a guest. */
  public async check(): Promise<boolean> {
    const isKnown = this.ctx.session.get(this.sessionKeyName) || this.tokenOfCookie()
    return isKnown ? super.check() : false
  }

  /** The query for the session has already read the user. */
  public async getUserForSessionId(id: UserId) {
    const { userRow } = this.ctx.visit
    if (!userRow || !isSameUser(userRow[settings().users.id], id)) return super.getUserForSessionId(id)
    const model = await this.provider.getModel()
    return this.provider.getUserFor(model.$createFromAdapterResult(userRow))
  }

  /**
   * Whether the visitor would sign in without a password at that time, in milliseconds since 1970, if they sent no
   * request until then.
   */
  public isRememberedAt(time: number): boolean {
    if (this.viaRemember) return this.usedDevice!.nextExpiry > time
    return +(this.ownDevice?.expiresAt ?? 0) > time
  }

  /** Gives this device a new token or none, and forgets its former token. */
  public async login(user: any, remember = false) {
    const [former, token] = [this.tokenOfCookie(), remember ? newToken() : null]
    const loggedIn = await super.login(user, false)
    const userId = this.ctx.session.get(this.sessionKeyName)
    if (token) this.sendCookie(token)
    else if (!former) omitCookie(this.ctx.response, this.rememberMeKeyName)

    this.viaRemember = false
    this.ctx.visit.passwordGiven = true
    this.ctx.visit.device = {
      id: token?.id ?? null,
      store: async (client: TransactionClientContract) => {
        if (former) await forget([former.id], client)
        if (token) await RememberedDevice.add(token, userId, browserOf(this.ctx.request), client)
        return true
      },
    }
    return loggedIn
  }

  /** Gives the session a new id, and its own device a new token, if the browser has the current one. */
  public renew() {
    const { request, session, visit } = this.ctx
    session.regenerate()
    const [device, token] = [this.ownDevice, newToken()]
    if (!device) return

    if (visit.passwordGiven) device.beginAgain()
    this.sendCookie(token, device.nextExpiry)
    visit.device = {
      id: token.id,
      store: (client: TransactionClientContract) => device.renew(token, browserOf(request), client),
    }
  }

  /** Throws an AuthenticationException if neither session nor token names a user. */
  public async authenticate() {
    if (this.authenticationAttempted || this.ctx.session.has(this.sessionKeyName)) return super.authenticate()

    this.authenticationAttempted = true
    const remembered = await this.rememberedUser()
    if (!remembered?.user) throw AuthenticationException.invalidSession(this.name)

    const { name, ctx } = this
    ctx.session.put(this.sessionKeyName, remembered.getId())
    ctx.session.regenerate()
    this.markUserAsLoggedIn(remembered.user, true, true)
    this.emitter.emit('adonis:session:authenticate', { name, ctx, user: this.user, viaRemember: true })
    return this.user
  }

  public async logout() {
    const token = this.tokenOfCookie()
    if (token) await forget([token.id])
    await super.logout()
    this.ctx.visit.device = undefined
    this.sendCookie(null)
  }

  private async rememberedUser() {
    const token = this.tokenOfCookie()
    const device = token && (await RememberedDevice.living(token.id))
    if (!device) return null

    const { visit, request } = this.ctx
    if (!device.accepts(token)) {
      visit.copiedDevice = device
      return null
    }
    this.usedDevice = device
    visit.device = {
      id: device.id,
      store: (client: TransactionClientContract) => device.use(token, browserOf(request), client),
    }
    this.sendCookie(successorOf(token), device.nextExpiry)
    return this.provider.findById(device.userId)
  }

  /** The remembered device that opened the session, if the cookie has its token. */
  private get ownDevice(): RememberedDevice | null {
    const [device, token] = [this.ctx.visit.session && this.ctx.visit.sessionDevice, this.tokenOfCookie()]
    return device?.isLiving && token?.id === device.id && device.accepts(token) ? device : null
  }

  private tokenOfCookie(): Token | null {
    return tokenFromCookie(this.ctx.request.encryptedCookie(this.rememberMeKeyName))
  }

  /** Takes the end of the device, in milliseconds since 1970. */
  private sendCookie(token: Token | null, expiry = Date.now() + rememberAge()) {
    const { response } = this.ctx
    omitCookie(response, this.rememberMeKeyName)
    if (token) {
      const maxAge = secondsUntil(expiry)
      response.encryptedCookie(this.rememberMeKeyName, tokenToCookie(token), { ...cookieFlags(), maxAge })
    } else {
      response.plainCookie(this.rememberMeKeyName, '', { ...cookieFlags(), maxAge: -1 })
    }
  }
}

const cookieFlags = () => ({
  path: '/',
  domain: '',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: Application.inProduction,
})
