import { DateTime } from 'luxon'
import { setTimeout } from 'timers/promises'
import Logger from '@ioc:Adonis/Core/Logger'
import Database from '@ioc:Adonis/Lucid/Database'
import { BaseModel, column } from '@ioc:Adonis/Lucid/Orm'
import { sessionsChanged } from '../events/changes'
import { instant } from '../instant'
import { age, lifetime } from '../settings'
import type { EndReason } from './endReasons'
import { expiryOf, secondsUntil } from './expiry'
import { difference, merge, Values } from './values'

const confirmedForMs = 10 * 60_000
const followedForMs = 60_000
const touchTimeoutMs = 250

/** A user's session. The stamp names the row; only the cookie holds the id itself. */
export default class Session extends BaseModel {
  public static selfAssignPrimaryKey = true

  @column({ isPrimary: true })
  public stamp: string

  @column()
  public userId: number

  /** The remembered device that opened this session. */
  @column()
  public deviceId: string | null

  /** The stamp of the session that the user signed in to: the same in each session that continues it. */
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

  /** When the password was last checked in this session. Null if a remembered device opened it. */
  @instant()
  public confirmedAt: DateTime | null

  @column({ columnName: 'end_reason' })
  public storedEndReason: EndReason | null

  @instant()
  public endedAt: DateTime | null

  /** Why this session is over, or null while it lives. */
  public get endReason(): EndReason | null {
    return this.storedEndReason ?? (this.expiresAt <= DateTime.now() ? 'expired' : null)
  }

  /** Whether the password was checked in the last 10 minutes. */
  public get isConfirmed(): boolean {
    return isWithin(confirmedForMs, this.confirmedAt)
  }

  /** Whether another session took the place of this one in the last minute. */
  public get isJustReplaced(): boolean {
    return this.storedEndReason === 'replaced' && isWithin(followedForMs, this.endedAt)
  }

  /** Whole seconds until the session expires. */
  public get expiresIn(): number {
    return secondsUntil(this.expiresAt)
  }

  /** When the session ends, however active. */
  public get lifetimeEnd(): DateTime {
    return this.createdAt.plus(lifetime())
  }

  /** Whole seconds until the session ends, however active. */
  public get lifetimeIn(): number {
    return secondsUntil(this.lifetimeEnd)
  }

  /** When the session ends if its visitor does nothing after this request, which counts as activity. */
  public get idleEnd(): DateTime {
    return this.isTouchDue ? expiryOf(this.createdAt, DateTime.now()) : this.expiresAt
  }

  /**
   * Returns why the session of a page is over. Takes the stamp of the page, and the reason to return
   * for a session that no row names.
   */
  public static async endReasonOf(stamp: unknown, fallback: EndReason = 'expired'): Promise<EndReason> {
    const last = typeof stamp === 'string' ? await this.lastOfFamily(stamp) : null
    if (!last) return fallback
    return last.endReason ?? (last.stamp === stamp ? fallback : 'replaced')
  }

  /**
   * Stores what changed since the session was read, and leaves the rest as other requests left it. Without a
   * change it stores only that the visitor was here, and that seldom.
   */
  public async saveChanges(before: Values, after: Values) {
    const changes = difference(before, after)
    if (changes.length === 0) return this.touch()

    await Database.transaction(async (client) => {
      // The first write locks the row, so that nobody changes the data between the read and the next write.
      await this.update(this.activity, client)
      const current = await Session.query({ client }).where('stamp', this.stamp).where(isLiving).first()
      if (current) await this.update({ data: JSON.stringify(merge(current.data, changes)) }, client)
    })
  }

  /** Stores that the password was checked just now. */
  public async confirm() {
    await this.update({ confirmed_at: Date.now() })
  }

  /** Lets the session expire now. */
  public async expire() {
    await this.update({ expires_at: Date.now() })
    sessionsChanged(this.userId)
  }

  /** Stores that the visitor is active now. Returns whether the session was still alive. */
  public async keepAlive(): Promise<boolean> {
    const { activity } = this
    this.lastActiveAt = DateTime.fromMillis(activity.last_active_at)
    this.expiresAt = DateTime.fromMillis(activity.expires_at)
    return Number(await this.update(activity)) > 0
  }

  /** Returns the last session of the family of that stamp. */
  private static lastOfFamily(stamp: string): Promise<Session | null> {
    return this.query()
      .whereIn('family', Database.from('sessions').select('family').where('stamp', stamp))
      .orderByRaw("case when end_reason = 'replaced' then 1 else 0 end")
      .orderBy('created_at', 'desc')
      .first()
  }

  /**
   * Stores the visitor's activity, at most every hundredth of the session's age, and when the clock was set back. A page
   * does not wait long for this, and does not fail because of it.
   */
  private async touch() {
    if (!this.isTouchDue) return

    const stored = this.keepAlive().catch(({ code }) =>
      Logger.warn({ code }, 'The activity of a session was not stored'),
    )
    await Promise.race([stored, setTimeout(touchTimeoutMs)])
  }

  private get isTouchDue() {
    return !isWithin(age() / 100, this.lastActiveAt)
  }

  private get activity() {
    const now = DateTime.now()
    return { last_active_at: now.toMillis(), expires_at: expiryOf(this.createdAt, now).toMillis() }
  }

  private update(columns: Record<string, unknown>, client = Database.connection()) {
    return client.from('sessions').where('stamp', this.stamp).where(isLiving).update(columns)
  }
}

/** The condition, in any query, for rows of sessions that are not over. */
export const isLiving = (query: any) => query.whereNull('end_reason').where('expires_at', '>', Date.now())

/** Whether a time is less than so many milliseconds away. A time of a clock that was set back lies in the future. */
const isWithin = (milliseconds: number, time: DateTime | null) =>
  time !== null && Math.abs(time.diffNow().milliseconds) < milliseconds
