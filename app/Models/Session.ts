import Bowser from 'bowser'
import { DateTime } from 'luxon'
import { setTimeout } from 'timers/promises'
import Logger from '@ioc:Adonis/Core/Logger'
import Config from '@ioc:Adonis/Core/Config'
import { string } from '@ioc:Adonis/Core/Helpers'
import Database, { DatabaseQueryBuilderContract, TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, belongsTo, BelongsTo, column } from '@ioc:Adonis/Lucid/Orm'
import type { Ending } from 'App/Session/endings'
import { difference, merge, Values } from 'App/Session/values'
import { viewerOf } from 'App/Session/stamp'
import User from 'App/Models/User'

const bite = 500

const instant = () =>
  column({
    prepare: (time: DateTime) => time.toMillis(),
    consume: (milliseconds: number | string) => DateTime.fromMillis(Number(milliseconds)),
  })

/** A visitor's session, guest or signed in. The row is named by the stamp; the id itself is only in the cookie. */
export default class Session extends BaseModel {
  public static selfAssignPrimaryKey = true

  @column({ isPrimary: true })
  public stamp: string

  @column()
  public userId: number | null

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

  @column()
  public ended: Ending | null

  @belongsTo(() => User)
  public user: BelongsTo<typeof User>

  /** Why this session is over, or null while it lives. */
  public get ending(): Ending | null {
    return this.ended ?? (this.expiresAt <= DateTime.now() ? 'expired' : null)
  }

  /** What a person calls the browser: "Firefox on Windows". */
  public get name(): string {
    const { browser, os } = Bowser.parse(this.userAgent || 'unknown')
    return `${browser.name || 'A browser'} on ${os.name || 'an unknown system'}`
  }

  /** Whole seconds until the session expires. */
  public get expiresIn(): number {
    return Math.max(0, Math.ceil(this.expiresAt.diffNow('seconds').seconds))
  }

  /** Stores a new session. Takes its stamp, its data and the browser's name and address. */
  public static async open(stamp: string, data: Values, browser: { userAgent: string; address: string }) {
    const now = DateTime.now()
    return this.create({
      ...{ stamp, data, ...browser, userId: ownerOf(data) },
      ...{ createdAt: now, lastActiveAt: now, expiresAt: expiry(now, now) },
    })
  }

  /** Why the session of a page is over. Takes the page's stamp, and the answer for a session that nobody knows. */
  public static async endingOf(stamp: unknown, otherwise: Ending = 'expired'): Promise<Ending> {
    const session = typeof stamp === 'string' ? await this.find(stamp) : null
    return session?.ending ?? otherwise
  }

  /**
   * Removes expired sessions in small bites, with a rest between them in which requests get their turn, and
   * writes those of signed-in users into the books. Answers how many went.
   */
  public static async sweep(): Promise<number> {
    const expired = await Database.transaction((client) => this.takeExpired(client))
    expired.filter(({ userId, ended }) => userId && !ended).forEach((session) => session.recordExpiry())
    if (expired.length < bite) return expired.length

    await setTimeout(20)
    return bite + (await this.sweep())
  }

  /**
   * Stores what changed since the session was read and leaves the rest as other requests left it.
   * Nothing changed: nothing is written, but that the visitor was here, and that seldom.
   */
  public async keep(before: Values, after: Values) {
    const changes = difference(before, after)
    if (changes.length === 0) return this.touch()

    await Database.transaction(async (transaction) => {
      const current = await Session.query({ client: transaction }).where(this.identity).forUpdate().first()
      if (!current) return

      const data = merge(current.data, changes)
      await this.update({ data: JSON.stringify(data), user_id: ownerOf(data), ...this.activity }, transaction)
    })
  }

  /** Ends the session at once. The row stays until it would have expired, to tell the reason. */
  public async end(reason: Ending) {
    await this.update({ ended: reason, data: '{}' })
  }

  /** Lets the session expire now. */
  public async expire() {
    await this.update({ expires_at: Date.now() })
  }

  /** Notes the visitor's activity, at most every hundredth of the session's age. */
  private async touch() {
    const sinceTouched = Date.now() - this.lastActiveAt.toMillis()
    if (sinceTouched > age() / 100) await this.update(this.activity)
  }

  private static async takeExpired(client: TransactionClientContract) {
    const expired = await this.query({ client }).where('expires_at', '<=', Date.now()).limit(bite).forUpdate()
    const stamps = expired.map(({ stamp }) => stamp)
    await this.query({ client }).whereIn('stamp', stamps).delete()
    return expired
  }

  private recordExpiry() {
    const { stamp, userId, address } = this
    Logger.info({ event: 'expiry', stamp, viewer: viewerOf(userId!), address }, 'expiry')
  }

  private get identity() {
    return (query: DatabaseQueryBuilderContract) =>
      query.where('stamp', this.stamp).whereNull('ended').where('expires_at', '>', Date.now())
  }

  private get activity() {
    const now = DateTime.now()
    return { last_active_at: now.toMillis(), expires_at: expiry(this.createdAt, now).toMillis() }
  }

  private update(columns: Record<string, unknown>, client = Database.connection()) {
    return client.from('sessions').where(this.identity).update(columns)
  }
}

const age = () => string.toMs(Config.get('session.age'))
const lifetime = () => string.toMs(Config.get('session.lifetime'))

function expiry(createdAt: DateTime, lastActiveAt: DateTime) {
  return DateTime.min(lastActiveAt.plus(age()), createdAt.plus(lifetime()))
}

/** The id of the user whom the auth guard signed in to a session. */
function ownerOf(data: Values) {
  return (data.auth_web as number | undefined) ?? null
}
