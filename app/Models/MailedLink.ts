import { createHash, randomBytes } from 'crypto'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, column, belongsTo, BelongsTo } from '@ioc:Adonis/Lucid/Orm'
import { lockUser } from '@ioc:WelcomeBack'
import Mail from 'App/Models/Mail'
import User from 'App/Models/User'

const hour = 60 * 60_000
const week = 7 * 24 * hour

/** How long the links of each kind work. */
const ages = { 'password-reset': hour, 'email-change': hour, 'email-undo': week }

export type LinkKind = keyof typeof ages

/** A link in a mail that works once. The table has only a hash of its token. */
export default class MailedLink extends BaseModel {
  public static selfAssignPrimaryKey = true

  @column({ isPrimary: true })
  public hash: string

  @column()
  public kind: LinkKind

  @column()
  public userId: number

  /** The address that the link is about. */
  @column()
  public email: string

  /** Milliseconds since 1970. */
  @column({ consume: Number })
  public expiresAt: number

  @belongsTo(() => User)
  public user: BelongsTo<typeof User>

  /**
   * Returns the token of a new link, which replaces the user's older ones of this kind; but each change of the e-mail can
   * be undone by its own link. Returns null if the mail was removed meanwhile.
   */
  public static issue(
    kind: LinkKind,
    { id: userId }: User,
    email: string,
    mail?: Mail,
  ): Promise<string | null> {
    const token = randomBytes(32).toString('base64url')
    const link = { hash: hashOf(token), kind, userId, email, expiresAt: Date.now() + ages[kind] }
    return Database.transaction(async (client) => {
      await lockUser(userId, client)
      if (mail && !(await Mail.query({ client }).where('id', mail.id).first())) return null
      if (kind !== 'email-undo') await this.query({ client }).where({ kind, user_id: userId }).delete()
      await this.create(link, { client })
      return token
    })
  }

  /** Returns whether another user can still take this e-mail back. */
  public static async isReserved(email: string, userId = 0): Promise<boolean> {
    const link = await this.query()
      .where({ kind: 'email-undo', email: email.toLowerCase() })
      .where('expires_at', '>', Date.now())
      .whereNot('user_id', userId)
      .first()
    const mail = await Mail.query()
      .where({ kind: 'email-changed', recipient: email.toLowerCase() })
      .whereNot('user_id', userId)
      .first()
    return !!(link ?? mail)
  }

  /** Returns the link with this token and its user, or null. Looking at a link does not use it up. */
  public static living(kind: LinkKind, token: string): Promise<MailedLink | null> {
    return this.query()
      .where({ kind, hash: hashOf(token) })
      .where('expires_at', '>', Date.now())
      .preload('user')
      .first()
  }

  public static async removeExpired() {
    await this.query().where('expires_at', '<=', Date.now()).delete()
  }

  /** Forgets the links, and those that are about to be sent, that would undo a change after that of this link. */
  public static async forgetLaterUndos({ userId, expiresAt }: MailedLink, client: TransactionClientContract) {
    const undos = this.query({ client }).where({ kind: 'email-undo', user_id: userId })
    await undos.where('expires_at', '>', expiresAt).delete()
    await Mail.query({ client }).where({ kind: 'email-changed', user_id: userId }).delete()
  }

  /** Runs an action if the link still works, and uses it up. Returns its user, or null if it does not work anymore. */
  public useUp(
    action: (user: User, client: TransactionClientContract) => Promise<unknown>,
  ): Promise<User | null> {
    return Database.transaction(async (client) => {
      await lockUser(this.userId, client)
      if (!(await this.use(client))) return null
      await action(this.user, client)
      return this.user
    })
  }

  /** Uses the link up. Returns false if it was used, replaced or is too old. */
  public async use(client: TransactionClientContract): Promise<boolean> {
    const used = await client
      .from('mailed_links')
      .where('hash', this.hash)
      .where('expires_at', '>', Date.now())
      .delete()
    return Number(used) > 0
  }
}

/** A fast hash will do: nobody can guess 256 random bits. */
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url')
