import { DateTime } from 'luxon'
import Hash from '@ioc:Adonis/Core/Hash'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, beforeSave, column, hasMany, HasMany } from '@ioc:Adonis/Lucid/Orm'
import { endOtherDevices, endSessionsOfDeletedUser } from '@ioc:WelcomeBack'
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

  /** Whether the user gets a mail after a sign-in with a new browser. */
  @column({ consume: Boolean })
  public signInMails: boolean

  @column.dateTime({ autoCreate: true })
  public createdAt: DateTime

  @column.dateTime({ autoCreate: true, autoUpdate: true })
  public updatedAt: DateTime

  @hasMany(() => Comment)
  public comments: HasMany<typeof Comment>

  /**
   * Returns the user or null. An unknown e-mail takes as long as a wrong password. Verifying takes long enough for the
   * account to be deleted or to get a new password.
   */
  public static async withCredentials(email: string, password: string): Promise<User | null> {
    const user = await this.findBy('email', email.toLowerCase())
    const isRight = await Hash.verify(user?.password ?? (await dummyHash), password)
    return user && isRight ? this.query().where({ id: user.id, password: user.password }).first() : null
  }

  /** Returns whether the account is new, and its user or null if the e-mail is taken and the password wrong. */
  public static async register({ name, email, password }: Pick<User, 'name' | 'email' | 'password'>) {
    const existing = await this.findBy('email', email.toLowerCase())
    const user = new this().fill({ name, email, password })
    const isTaken = !!existing || (await MailedLink.isReserved(email))
    const isNew = !isTaken && (await saveUnique(() => user.save()))
    return { isNew, user: isNew ? user : await this.withCredentials(email, password) }
  }

  /** Sets a new password by a mailed link. Returns null if the link does not work anymore. */
  public static async resetPassword(token: string, password: string, device: string): Promise<User | null> {
    const link = await MailedLink.living('password-reset', token)
    const hash = link && (await Hash.make(password))
    if (!hash) return null

    return link.useUp((user, client) => user.changePassword(hash, client, { device }))
  }

  /** Undoes a change of the e-mail by a mailed link, and all later ones. Returns null if it does not work anymore. */
  public static async restoreEmail(token: string, password: string, device: string): Promise<User | null> {
    const link = await MailedLink.living('email-undo', token)
    const hash = link && (await Hash.make(password))
    if (!hash) return null

    return link.useUp(async (user, client) => {
      await user.setEmail(link.email, client)
      await MailedLink.forgetLaterUndos(link, client)
      await user.changePassword(hash, client, { device })
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
    await this.forgetLinks(client)
    await this.notify('password-changed', { device }, client)
    this.$consumeAdapterResult({ password: hash })
  }

  /** Uses up a link that confirms a new e-mail. Tells the former address. Returns false if the link was used. */
  public async changeEmail(link: MailedLink, client: TransactionClientContract): Promise<boolean> {
    if (!(await link.use(client))) return false

    await this.notify('email-changed', { email: link.email }, client)
    await this.forgetLinks(client)
    await this.setEmail(link.email, client)
    return true
  }

  /** Takes the name of the device. */
  public async tellAboutSignIn(device: string) {
    if (this.signInMails) await this.notify('sign-in', { device })
  }

  /** Deletes the account with its comments, and ends its sessions. */
  public async deleteAccount(client: TransactionClientContract) {
    await endSessionsOfDeletedUser(this.id, client)
    await client.from('users').where('id', this.id).delete()
  }

  private async setEmail(email: string, client: TransactionClientContract) {
    await client.from('users').where('id', this.id).update({ email })
    this.$consumeAdapterResult({ email })
  }

  /** Forgets the links, and those that are about to be sent, with which somebody could change password or e-mail. */
  private async forgetLinks(client: TransactionClientContract) {
    const kinds = ['password-reset', 'email-change']
    await MailedLink.query({ client }).where('user_id', this.id).whereIn('kind', kinds).delete()
    await Mail.query({ client }).where({ kind: 'password-reset', recipient: this.email }).delete()
    await Mail.query({ client }).where({ kind: 'email-change', user_id: this.id }).delete()
  }

  private notify(kind: MailKind, details: MailDetails, client?: TransactionClientContract) {
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
