import Bowser from 'bowser'
import { DateTime } from 'luxon'
import { setTimeout } from 'timers/promises'
import Logger from '@ioc:Adonis/Core/Logger'
import Config from '@ioc:Adonis/Core/Config'
import { string } from '@ioc:Adonis/Core/Helpers'
import Database, { DatabaseQueryBuilderContract, TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, belongsTo, BelongsTo, column } from '@ioc:Adonis/Lucid/Orm'
import type { Ending } from 'App/Session/endings'
import { keptUntil, withoutOldForms } from 'App/Session/forms'
import { difference, merge, Values } from 'App/Session/values'
import { viewerOf } from 'App/Session/stamp'
import User from 'App/Models/User'

const bite = 500
const aMinute = 60_000

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

  /** The session of the same user that this one has gone on as. */
  @column()
  public replacedBy: string | null

  /** When the first of the forms that are kept here has to go, in milliseconds since 1970. */
  @column()
  public formsUntil: number | null

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

  /**
   * Stores a new session in place of the one that the browser had, if any. Takes its stamp, its data, the browser's
   * name and address, and what the request knew of the user who signed in. Answers null where it comes too late: to go
   * on with a session that has ended, to sign in with a password or token that has been changed, or to give a page of a
   * guest a session with nothing in it, where the browser was given another one lately.
   */
  public static async open(stamp: string, data: Values, { former, goesOn, proof, ...browser }: Newcomer) {
    const [now, userId] = [DateTime.now(), ownerOf(data)]
    return Database.transaction(async (client) => {
      if (proof && !(await isStillTrue(proof, client))) return null
      if (former && !(await former.giveWay({ stamp, data, goesOn }, client))) return null

      const times = { createdAt: now, lastActiveAt: now, expiresAt: expiry(now, now, data) }
      return this.create(
        { stamp, data, ...browser, userId, ...times, formsUntil: formsUntil(data) },
        { client },
      )
    })
  }

  /** Why the session of a page is over. Takes the page's stamp, and the answer for a session that nobody knows. */
  public static async endingOf(stamp: unknown, otherwise: Ending = 'expired'): Promise<Ending> {
    const session = typeof stamp === 'string' ? await this.find(stamp) : null
    const ending = session?.ending ?? otherwise
    return session?.replacedBy ? this.endingOf(session.replacedBy, ending) : ending
  }

  /** The session of that stamp, or the one that it has gone on as meanwhile. */
  public static async latest(stamp: string): Promise<Session | null> {
    const session = await this.find(stamp)
    return session?.replacedBy ? this.latest(session.replacedBy) : session
  }

  /**
   * Removes expired sessions in small bites, with a rest between them in which requests get their turn, and
   * writes those of signed-in users into the books. Forms go out of living sessions when their hour is over.
   * Answers how many sessions went.
   */
  public static async sweep(): Promise<number> {
    await this.forgetForms()
    return this.sweepExpired()
  }

  private static async forgetForms() {
    await Database.transaction(async (client) => {
      await this.beginToWrite(client)
      const sessions = await this.query({ client })
        .where('forms_until', '<=', Date.now())
        .limit(bite)
        .forUpdate()
      for (const session of sessions) {
        const data = withoutOldForms(session.data)
        await session.merge({ data, formsUntil: formsUntil(data) }).save()
      }
    })
  }

  private static async sweepExpired(): Promise<number> {
    const expired = await Database.transaction((client) => this.takeExpired(client))
    expired.filter(({ userId, ended }) => userId && !ended).forEach((session) => session.recordExpiry())
    if (expired.length < bite) return expired.length

    await setTimeout(20)
    return bite + (await this.sweepExpired())
  }

  /**
   * Stores what changed since the session was read and leaves the rest as other requests left it.
   * Nothing changed: nothing is written, but that the visitor was here, and that seldom.
   */
  public async keep(before: Values, after: Values) {
    const changes = difference(before, after)
    if (changes.length === 0) return this.touch()

    await Database.transaction(async (client) => {
      // A write comes first: it keeps others from writing until the data that is read here is written again.
      await this.update(this.activity, client)
      const current = await Session.query({ client }).where(this.identity).first()
      if (!current) return

      const data = merge(current.data, changes)
      const expiresAt = expiry(this.createdAt, DateTime.now(), data).toMillis()
      const columns = { user_id: ownerOf(data), expires_at: expiresAt, forms_until: formsUntil(data) }
      await this.update({ data: JSON.stringify(data), ...columns }, client)
    })
  }

  /**
   * Ends the session at once, or the one that it has gone on as meanwhile. The row stays until it would have expired,
   * to tell the reason.
   */
  public async end(reason: Ending) {
    if (Number(await this.update({ ended: reason, data: '{}' })) > 0) return

    const latest = await Session.latest(this.stamp)
    if (latest && latest.stamp !== this.stamp) await latest.end(reason)
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
    await this.beginToWrite(client)
    const expired = await this.query({ client }).where('expires_at', '<=', Date.now()).limit(bite).forUpdate()
    const stamps = expired.map(({ stamp }) => stamp)
    await this.query({ client }).whereIn('stamp', stamps).delete()
    return expired
  }

  /** SQLite lets nobody write who has read first, when another process has written meanwhile. This changes nothing. */
  private static beginToWrite(client: TransactionClientContract) {
    return client.from('sessions').where('stamp', '').delete()
  }

  private recordExpiry() {
    const { stamp, userId, address } = this
    Logger.info({ event: 'expiry', stamp, viewer: viewerOf(userId!), address }, 'expiry')
  }

  /** Notes that the browser is given its next session, and ends this one. Answers whether it may be given that. */
  private async giveWay({ stamp, data, goesOn }: Next, client: TransactionClientContract) {
    const [mine, now, userId] = [
      () => client.from('sessions').where('stamp', this.stamp),
      Date.now(),
      ownerOf(data),
    ]
    const isGoingOn = goesOn && userId !== null && userId === this.userId
    const next = isGoingOn ? { replaced_by: stamp } : {}
    const wasAlive = await mine()
      .where(this.identity)
      .update({ ended: 'replaced', data: '{}', ...next })
    const isFirst = await mine()
      .where((query) => query.whereNull('replaced_at').orWhere('replaced_at', '<', now - aMinute))
      .update({ replaced_at: now })

    if (isGoingOn) return Number(wasAlive) > 0
    return !isEmpty(data) || Number(isFirst) > 0
  }

  private get identity() {
    return (query: DatabaseQueryBuilderContract) =>
      query.where('stamp', this.stamp).whereNull('ended').where('expires_at', '>', Date.now())
  }

  private get activity() {
    const now = DateTime.now()
    return { last_active_at: now.toMillis(), expires_at: expiry(this.createdAt, now, this.data).toMillis() }
  }

  private update(columns: Record<string, unknown>, client = Database.connection()) {
    return client.from('sessions').where(this.identity).update(columns)
  }
}

const age = () => string.toMs(Config.get('session.age'))
const lifetime = () => string.toMs(Config.get('session.lifetime'))

/** When a session ends. A guest's lasts as long as the forms that are kept in it. */
function expiry(createdAt: DateTime, lastActiveAt: DateTime, data: Values) {
  const end = DateTime.min(lastActiveAt.plus(age()), createdAt.plus(lifetime()))
  return ownerOf(data) ? end : DateTime.max(end, DateTime.fromMillis(keptUntil(data)?.last ?? 0))
}

const formsUntil = (data: Values) => keptUntil(data)?.first ?? null

/** Whether a session holds nothing that anybody would miss. */
const isEmpty = (data: Values) => Object.keys(data).every((key) => key === 'csrf-secret')

type Next = { stamp: string; data: Values; goesOn?: boolean }

interface Newcomer {
  userAgent: string
  address: string
  /** The session that the browser named, and whether it was alive then. */
  former?: Session
  goesOn?: boolean
  /** Columns of the user's row. */
  proof?: { id: number; password: string; remember_me_token?: string | null }
}

/** Whether the user's row is still so, and stays so until the transaction ends. */
async function isStillTrue(proof: NonNullable<Newcomer['proof']>, client: TransactionClientContract) {
  return Number(await client.from('users').where(proof).update({ id: proof.id })) > 0
}

/** The id of the user whom the auth guard signed in to a session. */
function ownerOf(data: Values) {
  return (data.auth_web as number | undefined) ?? null
}
