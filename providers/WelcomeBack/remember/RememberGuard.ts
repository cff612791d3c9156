import Application from '@ioc:Adonis/Core/Application'
import { SessionGuard } from '@adonisjs/auth/build/src/Guards/Session'
import { settings } from '../settings'

// The package hides what a guard of one's own has to build upon.
const Guard: new (...args: any[]) => any = SessionGuard as any

/** The package's session guard, with a remember-me cookie that is bound to this host in production. */
export default class RememberGuard extends Guard {
  public get rememberMeKeyName() {
    return Application.inProduction ? '__Host-remember' : 'remember'
  }

  /** Returns whether somebody is signed in. For a guest it does not throw, as the package does, to catch it itself. */
  public async check(): Promise<boolean> {
    const { request, session } = this.ctx
    const isKnown = session.get(this.sessionKeyName) || request.encryptedCookie(this.rememberMeKeyName)
    return isKnown ? super.check() : false
  }

  /** The user was read together with the session. */
  public async getUserForSessionId(id: number) {
    const { userRow } = this.ctx.visit
    if (userRow?.[settings().users.id] !== id) return super.getUserForSessionId(id)
    const model = await this.provider.getModel()
    return this.provider.getUserFor(model.$createFromAdapterResult(userRow))
  }
}
