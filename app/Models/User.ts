import { DateTime } from 'luxon'
import Hash from '@ioc:Adonis/Core/Hash'
import Database from '@ioc:Adonis/Lucid/Database'
import { BaseModel, beforeSave, column, hasMany, HasMany } from '@ioc:Adonis/Lucid/Orm'
import { endOtherDevices } from '@ioc:WelcomeBack'
import { onceOnly } from 'App/Models/onceOnly'
import Comment from 'App/Models/Comment'

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

  /** The user of that e-mail and password, or null. Takes as long for an unknown e-mail as for a wrong password. */
  public static async withCredentials(email: string, password: string): Promise<User | null> {
    const user = await this.findBy('email', email.toLowerCase())
    const isRight = await Hash.verify(user?.password ?? (await hashOfNobody), password)
    return isRight ? user : null
  }

  /**
   * Creates an account, unless the e-mail has one. Returns whether it is new, and the user if the password is the
   * account's own. Takes as long for each.
   */
  public static async register(fields: Pick<User, 'name' | 'email' | 'password'>) {
    const isNew = await onceOnly(() => this.create(fields))
    return { isNew, user: await this.withCredentials(fields.email, fields.password) }
  }

  public hasPassword(password: string): Promise<boolean> {
    return Hash.verify(this.password, password)
  }

  /** Changes the password, and signs every other device of the user out and forgets it. */
  public async changePassword(password: string, keptFamily?: string) {
    const hash = await Hash.make(password)
    await Database.transaction(async (client) => {
      await client.from('users').where('id', this.id).update({ password: hash })
      await endOtherDevices(this.id, 'password-changed', keptFamily, client)
    })
    await this.refresh()
  }

  @beforeSave()
  public static async hashPassword(user: User) {
    if (user.$dirty.password) user.password = await Hash.make(user.password)
  }
}

/** Made as soon as there may be a sign-in, so that the first one of a process takes no longer than the others. */
const hashOfNobody = Hash.make('nobody has this password')
