import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Lesson from 'App/Models/Lesson'
import CommentValidator from 'App/Validators/CommentValidator'

export default class CommentsController {
  public async store({ auth, params, request, response, session }: HttpContextContract) {
    const lesson = await Lesson.findByOrFail('slug', params.slug)
    const { body } = await request.validate(CommentValidator)
    const isNew = await lesson.addComment(auth.user!, body)
    if (!isNew) session.flash('notice', 'You have written this here already, so it stands here once.')
    return response.redirect(`${lesson.path}#discussion`)
  }

  public async destroy({ auth, params, response, session }: HttpContextContract) {
    const comment = await auth
      .user!.related('comments')
      .query()
      .where('id', params.id)
      .preload('lesson')
      .firstOrFail()
    await comment.delete()
    session.flash('notice', 'Your comment is deleted.')
    return response.redirect(`${comment.lesson.path}#discussion`)
  }
}
