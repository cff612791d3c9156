import { createHash, randomBytes } from 'crypto'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, column, belongsTo, BelongsTo } from '@ioc:Adonis/Lucid/Orm'
import User from 'App/Models/User'

const hour = 60 * 60_000

/** How long the links of each kind work. */
const ages = { 'password-reset': hour }

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

  /** Returns the token of a new link, which replaces the user's older ones of this kind. */
  public static issue(kind: LinkKind, { id: userId }: User, email: string): Promise<string> {
    const token = randomBytes(32).toString('base64url')
    const link = { hash: hashOf(token), kind, userId, email, expiresAt: Date.now() + ages[kind] }
    return Database.transaction(async (client) => {
      await this.query({ client }).where({ kind, user_id: userId }).delete()
      await this.create(link, { client })
      return token
    })
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
