import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import type { Row } from '../database/prepared'
import type RememberedDevice from '../remember/RememberedDevice'
import type Session from '../session/Session'
import type { EndReason } from '../session/endReasons'
import type { LivingSession } from './lookup'

export default class Visit {
  /** The session of the cookie, living or ended. Null if no row has its stamp, undefined without a cookie. */
  public cookieSession?: Session | null

  public userRow?: Row | null

  /** The remembered device that opened the session of the cookie, whether or not the browser has its token. */
  public sessionDevice?: RememberedDevice | null

  public session?: Session

  public passiveSession?: LivingSession | null

  /** The remembered device of the new session. `store` returns false if it was forgotten. */
  public device?: { id: string | null; store: (client: TransactionClientContract) => Promise<boolean> }

  /** The device of a token that was replaced more than a minute ago. */
  public copiedDevice?: RememberedDevice

  /** Whether Shield has compared the token of this request, and found it right. */
  public isTokenRight = false

  /** Whether the new session continues `session`. */
  public isRenewal = false

  /** Whether the user of the new session gave the password in this request. */
  public passwordGiven = false

  public afterStored?: () => void | Promise<void>

  /** Undefined while the session lives, and for guests. */
  public get endReason(): EndReason | undefined {
    if (this.cookieSession === null) return 'expired'
    return this.cookieSession?.endReason ?? undefined
  }
}
