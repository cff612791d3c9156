import { prepared } from '@ioc:WelcomeBack'
import Database from '@ioc:Adonis/Lucid/Database'
import { BaseModel, column, hasMany, HasMany } from '@ioc:Adonis/Lucid/Orm'
import NotFound from 'App/Exceptions/NotFound'
import Comment from 'App/Models/Comment'
import { saveUnique } from 'App/Models/saveUnique'
import { pageOf, perPage } from 'App/Models/pageOf'
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

  /** The neighbours are rows without text. `total` is the number of all lessons. */
  public static async withNeighbours(slug: string) {
    const rows = await rowsAround.all(slug, slug, slug)
    const row = rows.find((one) => one.slug === slug)
    if (!row) throw new NotFound()
    const neighbours = rows.filter((one) => one !== row)
    return { lesson: this.$createFromAdapterResult(row)!, total: Number(row.total), neighbours }
  }

  /** Returns the comment, and whether it is new: the same text by the same author is stored once. */
  public async addComment({ id: userId }: User, body: string) {
    const comment = new Comment().merge({ lessonId: this.id, userId }).write(body)
    if (await saveUnique(() => comment.save())) return { comment, isNew: true }
    return { comment: await Comment.findByOrFail('fingerprint', comment.fingerprint), isNew: false }
  }

  /** Returns the number of the page with a comment, or 1 if it is gone. */
  public async pageWith(this: Lesson, commentId: number): Promise<number> {
    const fromThere = Comment.query().where('lesson_id', this.id).where('id', '>=', commentId)
    const [{ $extras }] = await fromThere.count('* as total')
    return Math.ceil(Number($extras.total) / perPage) || 1
  }

  public async discussion(page: number) {
    const comments = await pageOf(this.commentsCount, page, async (offset, limit) =>
      (await rowsOfComments.all(this.id, limit, offset)).map(Comment.listed),
    )
    return comments.baseUrl(this.path)
  }
}

const rowsAround = prepared('lesson_and_neighbours', () => {
  const place = (step: number) => `(select position + ${step} from lessons where slug = ?)`
  return Lesson.query()
    .select('id', 'position', 'slug', 'title', 'summary', 'comments_count')
    .select(Database.raw('case when slug = ? then body end as body', ['']))
    .select(Database.raw('(select max(position) from lessons) as total'))
    .whereRaw(`position between ${place(-1)} and ${place(1)}`, ['', ''])
    .orderBy('position')
})

/** The inner query skips the newer comments in the index, without their authors. */
const rowsOfComments = prepared('comments_of_lesson', () =>
  Comment.query()
    .join('users', 'users.id', 'comments.user_id')
    .select('comments.id', 'user_id', 'body', 'comments.created_at', 'edited_at')
    .select('users.name as author_name', 'users.bio as author_bio')
    .whereIn(
      'comments.id',
      Comment.query().select('id').where('lesson_id', 0).orderBy('id', 'desc').limit(1).offset(1),
    )
    .orderBy('comments.id', 'desc'),
)
