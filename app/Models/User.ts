import { DateTime } from 'luxon'
import Hash from '@ioc:Adonis/Core/Hash'
import { BaseModel, beforeSave, column, hasMany, HasMany } from '@ioc:Adonis/Lucid/Orm'
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
    const isRight = await Hash.verify(user?.password ?? (await nobodysPassword()), password)
    return isRight ? user : null
  }

  public hasPassword(password: string): Promise<boolean> {
    return Hash.verify(this.password, password)
  }

  /** Changes the password, ends every session of the user and forgets every remembered device. */
  public async changePassword(this: User, password: string) {
    await this.merge({ password, rememberMeToken: null }).save()
    await this.endSessions('password-changed')
  }

  /** Ends the user's sessions, on every device. */
  public async endSessions(this: User, reason: Ending) {
    await this.related('sessions').query().whereNull('ended').update({ ended: reason, data: '{}' })
  }

  @beforeSave()
  public static async hashPassword(user: User) {
    if (user.$dirty.password) user.password = await Hash.make(user.password)
  }
}

let hashOfNobody: Promise<string> | undefined
const nobodysPassword = () => (hashOfNobody ??= Hash.make('nobody has this password'))
