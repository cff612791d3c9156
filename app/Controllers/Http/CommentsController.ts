import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { wantsJson } from '@ioc:WelcomeBack'
import { countComment } from 'App/Models/RateLimit'
import Lesson from 'App/Models/Lesson'
import type User from 'App/Models/User'
import Comment from 'App/Models/Comment'
import CommentValidator, { changedMeanwhile, postedAlready } from 'App/Validators/CommentValidator'

export default class CommentsController {
  public async store({ auth, params, request, response, session }: HttpContextContract) {
    const lesson = await Lesson.findByOrFail('slug', params.slug)
    const { body } = await request.validate(CommentValidator)
    await countComment(auth.user!.id)
    const { comment, isNew } = await lesson.addComment(auth.user!, body)
    session.flash('notice', isNew ? 'Your comment is posted.' : 'You already posted this comment.')
    return response.redirect(await comment.address())
  }

  public async show({ params, response, session }: HttpContextContract) {
    const comment = await Comment.findOrFail(params.id)
    session.reflash()
    return response.redirect(await comment.permanentAddress())
  }

  public async edit({ auth, params, view }: HttpContextContract) {
    const comment = await ownComment(auth.user!, params.id)
    await comment.load('lesson')
    return view.render('pages/comments/edit', { comment })
  }

  public async update(ctx: HttpContextContract) {
    const { auth, params, request, response, session } = ctx
    const comment = await ownComment(auth.user!, params.id)
    const { body, _version: version } = await request.validate(CommentValidator)
    await countComment(auth.user!.id)
    const result = await comment.edit(body, version)
    if (result === 'posted already') throw postedAlready()
    if (result === 'changed meanwhile') return this.showBoth(ctx, comment, body)

    session.flash('notice', 'Your comment is saved.')
    return response.redirect(await comment.address())
  }

  public async destroy({ auth, params, response, session }: HttpContextContract) {
    const comment = await ownComment(auth.user!, params.id)
    await comment.load('lesson')
    await comment.delete()
    session.flash('notice', 'Your comment is deleted.')
    return response.redirect(`${comment.lesson.path}#discussion`)
  }

  /** Shows the text that was saved meanwhile, and the form with the text that was not. */
  private async showBoth(ctx: HttpContextContract, comment: Comment, body: string) {
    const { response, session, view } = ctx
    await comment.refresh()
    response.status(409)
    if (wantsJson(ctx)) return response.json({ message: changedMeanwhile, body: comment.body })

    await comment.load('lesson')
    session.flashMessages.update({ typed: { body } })
    return view.render('pages/comments/edit', { comment, changedMeanwhile })
  }
}

const ownComment = (user: User, id: number) => user.related('comments').query().where('id', id).firstOrFail()
