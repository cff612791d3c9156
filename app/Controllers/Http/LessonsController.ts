import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Comment from 'App/Models/Comment'
import Lesson from 'App/Models/Lesson'
import { commentNumber, pageNumber } from 'App/Validators/pageNumber'

export default class LessonsController {
  public async index({ view }: HttpContextContract) {
    return view.render('pages/lessons/index', { lessons: await Lesson.query().orderBy('position') })
  }

  public async show({ params, request, view }: HttpContextContract) {
    const { lesson, total, neighbours } = await Lesson.withNeighbours(params.slug)
    const comment = commentNumber(request)
    const comments = await lesson.discussion(comment ? await lesson.pageWith(comment) : pageNumber(request))
    return view.render('pages/lessons/show', {
      lesson,
      total,
      neighbours,
      comments,
      authors: Comment.ofEachAuthor(comments.all()),
    })
  }
}
