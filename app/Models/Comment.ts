import { createHash } from 'crypto'
import { DateTime } from 'luxon'
import { BaseModel, belongsTo, BelongsTo, column } from '@ioc:Adonis/Lucid/Orm'
import Lesson from 'App/Models/Lesson'
import { saveUnique } from 'App/Models/saveUnique'
import { perPage } from 'App/Models/pageOf'
import User from 'App/Models/User'
import { renderLine } from 'App/View/markdown'

const digest = (parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

export default class Comment extends BaseModel {
  @column({ isPrimary: true })
  public id: number

  @column()
  public lessonId: number

  @column()
  public userId: number

  @column()
  public body: string

  /** A hash of lesson, author and text, in a unique column. */
  @column({ serializeAs: null })
  public fingerprint: string | null

  @column.dateTime({ autoCreate: true })
  public createdAt: DateTime

  @column.dateTime()
  public editedAt: DateTime | null

  @belongsTo(() => Lesson)
  public lesson: BelongsTo<typeof Lesson>

  @belongsTo(() => User, { foreignKey: 'userId' })
  public author: BelongsTo<typeof User>

  public get authorName(): string {
    return this.$extras.author_name
  }

  public get authorBio(): string | null {
    return this.$extras.author_bio
  }

  public get html(): string {
    return renderLine(this.body)
  }

  public isBy(user?: User | null): boolean {
    return user?.id === this.userId
  }

  public write(this: Comment, body: string) {
    return this.merge({ body, fingerprint: digest([this.lessonId, this.userId, body]) })
  }

  /** Returns false, and changes nothing, if the author has posted this text already. */
  public async edit(this: Comment, body: string): Promise<boolean> {
    if (body === this.body) return true
    return saveUnique(() => this.write(body).merge({ editedAt: DateTime.now() }).save())
  }

  public async address(this: Comment): Promise<string> {
    await this.load('lesson')
    const newer = Comment.query().where('lesson_id', this.lessonId).where('id', '>', this.id)
    const [{ $extras }] = await newer.count('* as total')
    const page = Math.floor(Number($extras.total) / perPage) + 1
    return `${this.lesson.path}${page > 1 ? `?page=${page}` : ''}#comment-${this.id}`
  }
}
