import { createHash } from 'crypto'
import { DateTime } from 'luxon'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, belongsTo, BelongsTo, column } from '@ioc:Adonis/Lucid/Orm'
import Lesson from 'App/Models/Lesson'
import { saveUnique } from 'App/Models/saveUnique'
import User from 'App/Models/User'

const digest = (parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

type Row = Record<string, any>

type EditResult = 'saved' | 'posted already' | 'changed meanwhile'

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

  public write(this: Comment, body: string) {
    return this.merge({ body, fingerprint: digest([this.lessonId, this.userId, body]) })
  }

  /** Names the text, so that an edit can say which text it changes. */
  public get version(): string {
    return digest([this.body])
  }

  /**
   * Saves another text. Changes nothing if the author has posted it already, or if the comment has another text than
   * the edited one.
   */
  public async edit(this: Comment, body: string, version = this.version): Promise<EditResult> {
    if (body === this.body) return 'saved'
    if (version !== this.version) return 'changed meanwhile'

    let isUnchanged = false
    const isNew = await saveUnique(() =>
      Database.transaction(async (client) => {
        isUnchanged = await this.lock(client)
        if (isUnchanged)
          await this.useTransaction(client).write(body).merge({ editedAt: DateTime.now() }).save()
      }),
    )
    if (!isNew) return 'posted already'
    return isUnchanged ? 'saved' : 'changed meanwhile'
  }

  /** Returns a comment of a list. Its model, whose dates cost time, is made only where it is used. */
  public static listed(row: Row) {
    return {
      row,
      id: row.id,
      userId: row.user_id,
      authorName: row.author_name,
      authorBio: row.author_bio,
      get model() {
        return Comment.$createFromAdapterResult(row)!
      },
    }
  }

  /** One comment of each author who wrote about themselves. */
  public static ofEachAuthor(comments: ReturnType<typeof Comment.listed>[]) {
    const described = comments.filter(({ authorBio }) => authorBio)
    return [...new Map(described.map((comment) => [comment.userId, comment])).values()]
  }

  /** Stays right when newer comments come. */
  public async permanentAddress(this: Comment): Promise<string> {
    await this.load('lesson')
    return `${this.lesson.path}?comment=${this.id}#comment-${this.id}`
  }

  public async address(this: Comment): Promise<string> {
    await this.load('lesson')
    const page = await this.lesson.pageWith(this.id)
    return `${this.lesson.path}${page > 1 ? `?page=${page}` : ''}#comment-${this.id}`
  }

  /** Locks the row. Returns false if its text has changed since it was read. */
  private async lock(client: TransactionClientContract): Promise<boolean> {
    const { id, body } = this
    const [rows] = [await client.from('comments').where({ id, body }).update({ body })].flat()
    return Number(rows) > 0
  }
}
