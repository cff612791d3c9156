import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Lesson from 'App/Models/Lesson'
import { pageNumber } from 'App/Validators/pageNumber'

export default class LessonsController {
  public async index({ view }: HttpContextContract) {
    return view.render('pages/lessons/index', { lessons: await Lesson.query().orderBy('position') })
  }

  public async show({ params, request, view }: HttpContextContract) {
    const { lesson, total, neighbours } = await Lesson.withNeighbours(params.slug)
    return view.render('pages/lessons/show', {
      lesson,
      total,
      neighbours,
      comments: await lesson.discussion(pageNumber(request)),
    })
  }
}
