import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, column } from '@ioc:Adonis/Lucid/Orm'
import { instant } from '../instant'
import type { Browser } from '../request/browser'
import type { UserId } from '../session/userId'
import { rememberAge, rememberLifetime, tables } from '../settings'
import { hashOf, successorOf, Token } from './token'

const aMinute = 60_000
const maxDevices = 50

/** A browser that signs in without a password. The table has only hashes of tokens. */
export default class RememberedDevice extends BaseModel {
  public static selfAssignPrimaryKey = true

  public static get table() {
    return tables().devices
  }

  @column({ isPrimary: true })
  public id: string

  @column()
  public userId: UserId

  @column()
  public tokenHash: string

  @column()
  public previousHash: string | null

  @instant()
  public replacedAt: DateTime | null

  @column()
  public userAgent: string

  @column()
  public address: string

  @instant()
  public createdAt: DateTime

  @instant()
  public lastUsedAt: DateTime

  @instant()
  public expiresAt: DateTime

  public get isLiving(): boolean {
    return this.expiresAt > DateTime.now() && this.lifetimeEnd > Date.now()
  }

  /** When the device would be forgotten after a use in this moment, in milliseconds since 1970. */
  public get nextExpiry(): number {
    return Math.min(Date.now() + rememberAge(), this.lifetimeEnd)
  }

  public static async living(id: string): Promise<RememberedDevice | null> {
    const device = await this.find(id)
    return device?.isLiving ? device : null
  }

  /** Forgets the least recently used devices beyond 50. */
  public static async add(token: Token, userId: UserId, browser: Browser, client: TransactionClientContract) {
    const now = DateTime.now()
    const device = new this().fill({ id: token.id, userId, tokenHash: hashOf(token.secret), ...browser })
    device.merge({ createdAt: now, lastUsedAt: now })
    await device
      .merge({ expiresAt: DateTime.fromMillis(device.nextExpiry) })
      .useTransaction(client)
      .save()
    const ofUser = () => this.query({ client }).where('user_id', userId)
    const surplus = await ofUser().orderBy('last_used_at', 'desc').offset(maxDevices).limit(maxDevices)
    if (surplus.length)
      await ofUser()
        .whereIn(
          'id',
          surplus.map(({ id }) => id),
        )
        .delete()
  }

  public static async removeExpired(limit: number) {
    const expired = await this.query().select('id').where('expires_at', '<=', Date.now()).limit(limit)
    const ids = expired.map(({ id }) => id)
    if (ids.length) await this.query().whereIn('id', ids).delete()
  }

  /** Returns whether the token may sign in: it is the current one, or was replaced within the last minute. */
  public accepts({ secret }: Token): boolean {
    const hash = hashOf(secret)
    return hash === this.tokenHash || (hash === this.previousHash && this.replacedAt! > oneMinuteAgo())
  }

  /**
   * Replaces the token with its successor, in the transaction that stores the session. Accepts a token that was
   * replaced within the last minute. Returns false if the token may not sign in.
   */
  public async use(token: Token, browser: Browser, client: TransactionClientContract): Promise<boolean> {
    const [now, hash] = [Date.now(), hashOf(token.secret)]
    const replaced = await this.row(client)
      .where('token_hash', hash)
      .update({
        ...{ token_hash: hashOf(successorOf(token).secret), previous_hash: hash, replaced_at: now },
        ...this.useBy(browser),
      })
    if (Number(replaced) > 0) return true

    const used = await this.row(client)
      .where('previous_hash', hash)
      .where('replaced_at', '>', oneMinuteAgo().toMillis())
      .update({ last_used_at: now })
    return Number(used) > 0
  }

  /** The lifetime begins again, because the user gave the password. */
  public beginAgain() {
    this.createdAt = DateTime.now()
  }

  /**
   * Gives the device a new token, in the transaction that stores the session, and ends the former one at once. Returns
   * false if the device was forgotten.
   */
  public async renew(token: Token, browser: Browser, client: TransactionClientContract): Promise<boolean> {
    const renewed = await this.row(client).update({
      ...{ id: token.id, token_hash: hashOf(token.secret), previous_hash: null, replaced_at: null },
      ...{ created_at: this.createdAt.toMillis(), ...this.useBy(browser) },
    })
    return Number(renewed) > 0
  }

  private get lifetimeEnd(): number {
    return this.createdAt.toMillis() + rememberLifetime()
  }

  private row(client: TransactionClientContract) {
    return client.from(tables().devices).where('id', this.id).where('expires_at', '>', Date.now())
  }

  private useBy({ userAgent, address }: Browser) {
    return { last_used_at: Date.now(), expires_at: this.nextExpiry, user_agent: userAgent, address }
  }
}

const oneMinuteAgo = () => DateTime.now().minus(aMinute)
