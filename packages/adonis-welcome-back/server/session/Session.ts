import { DateTime } from 'luxon'
import { setTimeout } from 'timers/promises'
import Logger from '@ioc:Adonis/Core/Logger'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, column } from '@ioc:Adonis/Lucid/Orm'
import { transaction } from '../database/transaction'
import { sessionsChanged } from './changes'
import { instant } from '../instant'
import { age, lifetime, tables } from '../settings'
import type { EndReason } from './endReasons'
import { expiryOf, secondsUntil } from './expiry'
import type { UserId } from './userId'
import { difference, merge, Values } from './values'

const confirmedForMs = 10 * 60_000
const justReplacedForMs = 60_000
const touchTimeoutMs = 250

/** A user's session. The stamp is its key; only the cookie has the id. */
export default class Session extends BaseModel {
  public static selfAssignPrimaryKey = true

  public static get table() {
    return tables().sessions
  }

  @column({ isPrimary: true })
  public stamp: string

  @column()
  public userId: UserId

  @column()
  public deviceId: string | null

  /** The stamp of the session that the user signed in to. */
  @column()
  public family: string

  @column({ prepare: (data: Values) => JSON.stringify(data), consume: (json: string) => JSON.parse(json) })
  public data: Values

  @column()
  public userAgent: string

  @column()
  public address: string

  @instant()
  public createdAt: DateTime

  @instant()
  public lastActiveAt: DateTime

  @instant()
  public expiresAt: DateTime

  @instant()
  public confirmedAt: DateTime | null

  @column({ columnName: 'end_reason' })
  public storedEndReason: EndReason | null

  @instant()
  public endedAt: DateTime | null

  /** Whether no person made the request, so that it is no activity. */
  public isPassive = false

  public get endReason(): EndReason | null {
    return this.storedEndReason ?? (this.expiresAt <= DateTime.now() ? 'expired' : null)
  }

  public get isConfirmed(): boolean {
    return isWithin(confirmedForMs, this.confirmedAt)
  }

  public get isJustReplaced(): boolean {
    return this.storedEndReason === 'replaced' && isWithin(justReplacedForMs, this.endedAt)
  }

  public get expiresIn(): number {
    return secondsUntil(this.expiresAt)
  }

  /** Milliseconds since 1970. */
  public get lifetimeEnd(): number {
    return this.createdAt.toMillis() + lifetime()
  }

  public get lifetimeIn(): number {
    return secondsUntil(this.lifetimeEnd)
  }

  /** The end without activity after this request, in milliseconds since 1970. */
  public get idleEnd(): number {
    return this.isTouchDue ? this.activity.expires_at : this.expiresAt.toMillis()
  }

  /** The package copies all columns to find changes at `save`, which sessions do not use. */
  public $hydrateOriginals() {}

  /** Returns why the session with this stamp ended. A session without a row has expired. */
  public static async endReasonOf(stamp: string): Promise<EndReason> {
    const last = await this.lastOfFamily(stamp)
    if (!last) return 'expired'
    return last.endReason ?? (last.stamp === stamp ? 'expired' : 'replaced')
  }

  /** Merges the changed keys into the row. Without a change, stores only the activity, and not on every request. */
  public async saveChanges(before: Values, after: Values) {
    const changes = difference(before, after)
    if (changes.length === 0) return this.touch()

    await transaction(async (client) => {
      // Locks the row, so that its data stays the same between read and write.
      await this.update(this.isPassive ? { stamp: this.stamp } : this.activity, client)
      const current = await Session.query({ client }).where('stamp', this.stamp).where(isLiving).first()
      if (current) await this.update({ data: JSON.stringify(merge(current.data, changes)) }, client)
    })
  }

  public async confirm(client: TransactionClientContract) {
    await this.update({ confirmed_at: Date.now() }, client)
  }

  public async expire() {
    await this.update({ expires_at: Date.now() })
    sessionsChanged(this.userId)
  }

  /** Stores the activity. Returns false if the session has ended. */
  public async keepAlive(): Promise<boolean> {
    const { activity } = this
    this.lastActiveAt = DateTime.fromMillis(activity.last_active_at)
    this.expiresAt = DateTime.fromMillis(activity.expires_at)
    return Number(await this.update(activity)) > 0
  }

  private static lastOfFamily(stamp: string): Promise<Session | null> {
    return this.query()
      .whereIn('family', Database.from(tables().sessions).select('family').where('stamp', stamp))
      .orderByRaw("case when end_reason = 'replaced' then 1 else 0 end")
      .orderBy('created_at', 'desc')
      .first()
  }

  /** A page does not wait long for this, and does not fail because of it. */
  private async touch() {
    if (!this.isTouchDue) return

    const stored = this.keepAlive().catch(({ code }) =>
      Logger.warn({ code }, 'The activity of a session was not stored'),
    )
    await Promise.race([stored, setTimeout(touchTimeoutMs)])
  }

  private get isTouchDue() {
    return !this.isPassive && !isWithin(age() / 100, this.lastActiveAt)
  }

  private get activity() {
    const now = Date.now()
    return { last_active_at: now, expires_at: expiryOf(this.createdAt.toMillis(), now) }
  }

  private update(columns: Record<string, unknown>, client = Database.connection()) {
    return client.from(tables().sessions).where('stamp', this.stamp).where(isLiving).update(columns)
  }
}

export const isLiving = (query: any) => query.whereNull('end_reason').where('expires_at', '>', Date.now())

/** If a clock was set back, a stored time can be in the future. */
const isWithin = (milliseconds: number, time: DateTime | null) =>
  time !== null && Math.abs(time.toMillis() - Date.now()) < milliseconds
