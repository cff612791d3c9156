import { DateTime } from 'luxon'
import Hash from '@ioc:Adonis/Core/Hash'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, beforeSave, column, hasMany, HasMany } from '@ioc:Adonis/Lucid/Orm'
import { onceOnly } from 'App/Models/onceOnly'
import { pageOf } from 'App/Models/pageOf'
import type { Ending } from 'App/Session/endings'
import Comment from 'App/Models/Comment'
import Session from 'App/Models/Session'

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

  @column({ serializeAs: null })
  public rememberMeToken: string | null

  @column.dateTime({ autoCreate: true })
  public createdAt: DateTime

  @column.dateTime({ autoCreate: true, autoUpdate: true })
  public updatedAt: DateTime

  @hasMany(() => Comment)
  public comments: HasMany<typeof Comment>

  @hasMany(() => Session)
  public sessions: HasMany<typeof Session>

  /** The user of that e-mail and password, or null. Takes as long for an unknown e-mail as for a wrong password. */
  public static async withCredentials(email: string, password: string): Promise<User | null> {
    const user = await this.findBy('email', email.toLowerCase())
    const isRight = await Hash.verify(user?.password ?? (await hashOfNobody), password)
    return isRight ? user : null
  }

  /** Creates the account. An e-mail that has one already keeps it as it is, and that takes as long. */
  public static async register(fields: Pick<User, 'name' | 'email' | 'password'>) {
    await onceOnly(() => this.create(fields))
  }

  public hasPassword(password: string): Promise<boolean> {
    return Hash.verify(this.password, password)
  }

  /** Changes the password, ends every session of the user but the kept one, and forgets every remembered device. */
  public async changePassword(this: User, password: string, kept?: string) {
    const hash = await Hash.make(password)
    await Database.transaction(async (client) => {
      await client.from('users').where('id', this.id).update({ password: hash, remember_me_token: null })
      await this.endSessions('password-changed', kept, client)
    })
    await this.refresh()
  }

  /** Has every remembered device forgotten, also one that was remembered after this user was loaded. */
  public async forgetDevices(this: User) {
    await Database.from('users').where('id', this.id).update({ remember_me_token: null })
    await this.refresh()
  }

  /** What has to be true of the user's row still when a session is stored: the password, or the token of a device. */
  public proof(this: User, isRemembered: boolean) {
    const { id, password, rememberMeToken } = this
    return { id, password, ...(isRemembered && { remember_me_token: rememberMeToken }) }
  }

  public liveSessions(this: User, client?: TransactionClientContract) {
    return Session.query({ client })
      .where('user_id', this.id)
      .whereNull('ended')
      .where('expires_at', '>', Date.now())
  }

  /** A page of the user's living sessions: the current one first, then the last active. */
  public async devices(this: User, current: string | undefined, page: number) {
    const isCurrent = 'case when stamp = ? then 0 else 1 end'
    const sessions = () =>
      this.liveSessions()
        .orderByRaw(isCurrent, [current ?? ''])
        .orderBy('last_active_at', 'desc')
        .orderBy('stamp')
    return (await pageOf(sessions, page)).baseUrl('/account/sessions')
  }

  /** Ends the user's sessions on every device, but for the one with the stamp that is to be kept. */
  public async endSessions(this: User, reason: Ending, kept = '', client?: TransactionClientContract) {
    await this.liveSessions(client).whereNot('stamp', kept).update({ ended: reason, data: '{}' })
  }

  @beforeSave()
  public static async hashPassword(user: User) {
    if (user.$dirty.password) user.password = await Hash.make(user.password)
  }
}

/** Made as soon as there may be a sign-in, so that the first one of a process takes no longer than the others. */
const hashOfNobody = Hash.make('nobody has this password')
