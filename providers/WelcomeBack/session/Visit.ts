import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import type RememberedDevice from '../remember/RememberedDevice'
import type Session from './Session'
import type { EndReason } from './endReasons'
import type { LivingSession } from './lookup'
import type { Row } from './prepared'

/** What one request knows about its visitor's session. */
export default class Visit {
  /** The session that the cookie names, alive or over. Null if no row has its stamp, undefined without a cookie. */
  public named?: Session | null

  /** The row of the named session's user. */
  public userRow?: Row | null

  /** The living session of this request. */
  public session?: Session

  /** The living session of a request that looks at it and does not open it. */
  public seen?: LivingSession | null

  /** The remembered device of the new session of this request, and what to store of it. False: it is forgotten. */
  public device?: { id: string | null; store: (client: TransactionClientContract) => Promise<boolean> }

  /** The device of a token that had been replaced long before it came. */
  public copiedDevice?: RememberedDevice

  /** Whether the new session of this request continues the living one. */
  public isRenewal = false

  /** Runs when the new session of this request is stored. */
  public afterStored?: () => void

  /** Why the session of this visitor is over. Undefined while it lives, and for guests. */
  public get endReason(): EndReason | undefined {
    if (this.named === null) return 'expired'
    return this.named?.endReason ?? undefined
  }
}
