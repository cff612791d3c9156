import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Lesson from 'App/Models/Lesson'

const highlights = ['the-verdict', 'tabs-and-the-back-button', 'what-you-typed']

export default class HomeController {
  public async show({ view }: HttpContextContract) {
    const lessons = await Lesson.query().orderBy('position')
    return view.render('pages/home/show', {
      lessons,
      highlights: lessons.filter(({ slug }) => highlights.includes(slug)),
    })
  }
}
