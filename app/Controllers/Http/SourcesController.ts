import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import NotFound from 'App/Exceptions/NotFound'
import { numberedSource } from 'App/View/sources'

export default class SourcesController {
  public async show({ params, view }: HttpContextContract) {
    const path = params['*'].join('/')
    const html = numberedSource(path)
    if (!html) throw new NotFound()
    return view.render('pages/sources/show', { path, html })
  }
}
