import { DateTime } from 'luxon'
import { setTimeout } from 'timers/promises'
import Logger from '@ioc:Adonis/Core/Logger'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, column } from '@ioc:Adonis/Lucid/Orm'
import { sessionsChanged } from '../events/changes'
import { age, lifetime } from '../settings'
import { instant } from '../instant'
import type { EndReason } from './endReasons'
import { expiryOf, formsUntil, ownerOf, secondsUntil } from './expiry'
import { difference, merge, Values } from './values'

const touchTimeoutMs = 250

/** A visitor's session, guest or signed in. The stamp names the row; only the cookie holds the id itself. */
export default class Session extends BaseModel {
  public static selfAssignPrimaryKey = true

  @column({ isPrimary: true })
  public stamp: string

  @column()
  public userId: number | null

  /** The remembered device that opened this session. */
  @column()
  public deviceId: string | null

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

  @column({ columnName: 'end_reason' })
  public storedEndReason: EndReason | null

  /** The session of the same user that continues this one. */
  @column()
  public replacedBy: string | null

  /** When the first of the forms that are kept here expires, in milliseconds since 1970. */
  @column()
  public formsUntil: number | null

  /** Why this session is over, or null while it lives. */
  public get endReason(): EndReason | null {
    return this.storedEndReason ?? (this.expiresAt <= DateTime.now() ? 'expired' : null)
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
    return this.isTouchDue ? expiryOf(this.createdAt, DateTime.now(), this.data) : this.expiresAt
  }

  /**
   * Returns why the session of a page is over. Takes the stamp of the page, and the reason to return
   * for a session that no row names.
   */
  public static async endReasonOf(stamp: unknown, fallback: EndReason = 'expired'): Promise<EndReason> {
    const session = typeof stamp === 'string' ? await this.find(stamp) : null
    const reason = session?.endReason ?? fallback
    return session?.replacedBy ? this.endReasonOf(session.replacedBy, reason) : reason
  }

  /** Returns the session of that stamp, or the one that continues it. */
  public static async latest(stamp: string, client?: TransactionClientContract): Promise<Session | null> {
    const session = await this.find(stamp, { client })
    return session?.replacedBy ? this.latest(session.replacedBy, client) : session
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
      if (!current) return

      const data = merge(current.data, changes)
      const expiresAt = expiryOf(this.createdAt, DateTime.now(), data).toMillis()
      const columns = { user_id: ownerOf(data), expires_at: expiresAt, forms_until: formsUntil(data) }
      await this.update({ data: JSON.stringify(data), ...columns }, client)
      if (columns.user_id !== this.userId) sessionsChanged(this.userId, client)
    })
  }

  /**
   * Ends the session at once, or the one that continues it. The row stays until it would have expired, because
   * it holds the reason.
   */
  public async end(reason: EndReason) {
    if (Number(await this.update({ end_reason: reason, data: '{}' })) > 0) return sessionsChanged(this.userId)

    const latest = await Session.latest(this.stamp)
    if (latest && latest.stamp !== this.stamp) await latest.end(reason)
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

  /**
   * Stores the visitor's activity, at most every hundredth of the session's age. A page does not wait long for this,
   * and does not fail because of it.
   */
  private async touch() {
    if (!this.isTouchDue) return

    const stored = this.keepAlive().catch(({ code }) =>
      Logger.warn({ code }, 'The activity of a session was not stored'),
    )
    await Promise.race([stored, setTimeout(touchTimeoutMs)])
  }

  private get isTouchDue() {
    return Date.now() - this.lastActiveAt.toMillis() > age() / 100
  }

  private get activity() {
    const now = DateTime.now()
    return { last_active_at: now.toMillis(), expires_at: expiryOf(this.createdAt, now, this.data).toMillis() }
  }

  private update(columns: Record<string, unknown>, client = Database.connection()) {
    return client.from('sessions').where('stamp', this.stamp).where(isLiving).update(columns)
  }
}

/** The condition, in any query, for rows of sessions that are not over. */
export const isLiving = (query: any) => query.whereNull('end_reason').where('expires_at', '>', Date.now())
