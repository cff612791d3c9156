import { DateTime } from 'luxon'
import Hash from '@ioc:Adonis/Core/Hash'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, beforeSave, column, hasMany, HasMany } from '@ioc:Adonis/Lucid/Orm'
import { endOtherDevices, endSessionsOfDeletedUser, lockUser } from '@ioc:WelcomeBack'
import { saveUnique } from 'App/Models/saveUnique'
import Comment from 'App/Models/Comment'
import Mail, { MailDetails, MailKind } from 'App/Models/Mail'
import MailedLink from 'App/Models/MailedLink'

export default class User extends BaseModel {
  @column({ isPrimary: true })
  public id: number

  @column({ prepare: (email: string) => email.toLowerCase() })
  public email: string

  @column()
  public name: string

  @column()
  public bio: string | null

  @column({ serializeAs: null })
  public password: string

  @column.dateTime({ autoCreate: true })
  public createdAt: DateTime

  @column.dateTime({ autoCreate: true, autoUpdate: true })
  public updatedAt: DateTime

  @hasMany(() => Comment)
  public comments: HasMany<typeof Comment>

  /** Returns the user or null. An unknown e-mail takes as long as a wrong password. */
  public static async withCredentials(email: string, password: string): Promise<User | null> {
    const user = await this.findBy('email', email.toLowerCase())
    const isRight = await Hash.verify(user?.password ?? (await dummyHash), password)
    return isRight ? user : null
  }

  /** Returns whether the account is new, and its user or null if the e-mail is taken and the password wrong. */
  public static async register({ name, email, password }: Pick<User, 'name' | 'email' | 'password'>) {
    const existing = await this.findBy('email', email.toLowerCase())
    const user = new this().fill({ name, email, password })
    const isNew = !existing && (await saveUnique(() => user.save()))
    return { isNew, user: isNew ? user : await this.withCredentials(email, password) }
  }

  /** Sets a new password by a mailed link. Returns null if the link does not work anymore. */
  public static async resetPassword(token: string, password: string, device: string): Promise<User | null> {
    const link = await MailedLink.living('password-reset', token)
    if (!link) return null

    const { user, hash } = { user: link.user, hash: await Hash.make(password) }
    return Database.transaction(async (client) => {
      await lockUser(user.id, client)
      if (!(await link.use(client))) return null
      await user.changePassword(hash, client, { device })
      return user
    })
  }

  public hasPassword(password: string): Promise<boolean> {
    return Hash.verify(this.password, password)
  }

  /**
   * Takes the hash of the new password. Also signs out and forgets every device, except those of one family. `device` is
   * the name of the one that changes the password.
   */
  public async changePassword(
    hash: string,
    client: TransactionClientContract,
    { device, keptFamily }: { device?: string; keptFamily?: string } = {},
  ) {
    await client.from('users').where('id', this.id).update({ password: hash })
    await endOtherDevices(this.id, 'password-changed', keptFamily, client)
    await MailedLink.query({ client }).where({ user_id: this.id, kind: 'password-reset' }).delete()
    await this.notify('password-changed', { device }, client)
    this.$consumeAdapterResult({ password: hash })
  }

  /** Deletes the account with its comments, and ends its sessions. */
  public async deleteAccount(client: TransactionClientContract) {
    await endSessionsOfDeletedUser(this.id, client)
    await client.from('users').where('id', this.id).delete()
  }

  private notify(kind: MailKind, details: MailDetails, client: TransactionClientContract) {
    const mail = { kind, userId: this.id, recipient: this.email, details: { ...details, at: Date.now() } }
    return Mail.add(mail, client)
  }

  @beforeSave()
  public static async hashPassword(user: User) {
    if (user.$dirty.password) user.password = await Hash.make(user.password)
  }
}

/** Created at the start, so that the first sign-in takes no longer than others. */
const dummyHash = Hash.make('a password of no account')
