import { DateTime } from 'luxon'
import { BaseModel, belongsTo, BelongsTo, column } from '@ioc:Adonis/Lucid/Orm'
import Lesson from 'App/Models/Lesson'
import User from 'App/Models/User'

export default class Comment extends BaseModel {
  @column({ isPrimary: true })
  public id: number

  @column()
  public lessonId: number

  @column()
  public userId: number

  @column()
  public body: string

  /** Names a comment by its lesson, its author and its text, so that it is stored once. */
  @column({ serializeAs: null })
  public fingerprint: string | null

  @column.dateTime({ autoCreate: true })
  public createdAt: DateTime

  @belongsTo(() => Lesson)
  public lesson: BelongsTo<typeof Lesson>

  @belongsTo(() => User, { foreignKey: 'userId' })
  public author: BelongsTo<typeof User>

  /** The author's name, where it was read with the comment. */
  public get authorName(): string {
    return this.$extras.author_name
  }

  public isBy(user?: User | null): boolean {
    return user?.id === this.userId
  }
}
