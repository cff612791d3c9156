import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Lesson from 'App/Models/Lesson'
import { pageNumber } from 'App/Validators/pageNumber'

const highlights = ['the-verdict', 'tabs-and-the-back-button', 'what-you-typed']

export default class LessonsController {
  public async index({ view }: HttpContextContract) {
    const lessons = await Lesson.query().orderBy('position')
    return view.render('pages/lessons/index', {
      lessons,
      highlights: lessons.filter(({ slug }) => highlights.includes(slug)),
    })
  }

  public async show({ params, request, view }: HttpContextContract) {
    const { lesson, neighbours } = await Lesson.withNeighbours(params.slug)
    return view.render('pages/lessons/show', {
      lesson,
      neighbours,
      comments: await lesson.discussion(pageNumber(request)),
    })
  }
}
