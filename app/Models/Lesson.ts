import { BaseModel, column, hasMany, HasMany } from '@ioc:Adonis/Lucid/Orm'
import Comment from 'App/Models/Comment'
import { saveUnique } from 'App/Models/saveUnique'
import { pageOf } from 'App/Models/pageOf'
import { render } from 'App/View/markdown'
import type User from 'App/Models/User'

export default class Lesson extends BaseModel {
  @column({ isPrimary: true })
  public id: number

  @column()
  public position: number

  @column()
  public slug: string

  @column()
  public title: string

  @column()
  public summary: string

  @column()
  public body: string

  @column()
  public commentsCount: number

  @hasMany(() => Comment)
  public comments: HasMany<typeof Comment>

  public get path(): string {
    return `/lessons/${this.slug}`
  }

  public get text() {
    return render(this.body)
  }

  public static async withNeighbours(slug: string) {
    const place = (step: number) => `(select position + ${step} from lessons where slug = ?)`
    const lessons = await this.query()
      .whereRaw(`position between ${place(-1)} and ${place(1)}`, [slug, slug])
      .orderBy('position')
    const lesson = lessons.find((one) => one.slug === slug) ?? (await this.findByOrFail('slug', slug))
    return { lesson, neighbours: lessons.filter((one) => one !== lesson) }
  }

  /** Returns the comment, and whether it is new: the same text by the same author is stored once. */
  public async addComment({ id: userId }: User, body: string) {
    const comment = new Comment().merge({ lessonId: this.id, userId }).write(body)
    if (await saveUnique(() => comment.save())) return { comment, isNew: true }
    return { comment: await Comment.findByOrFail('fingerprint', comment.fingerprint), isNew: false }
  }

  public async discussion(this: Lesson, page: number) {
    const comments = await pageOf(this.commentsCount, page, (offset, limit) =>
      this.related('comments')
        .query()
        .join('users', 'users.id', 'comments.user_id')
        .select('comments.*', 'users.name as author_name', 'users.bio as author_bio')
        .orderBy('comments.id', 'desc')
        .offset(offset)
        .limit(limit),
    )
    return comments.baseUrl(this.path)
  }
}
