import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { codeOfPage } from 'App/View/codeOfPage'

export default class CodeController {
  public async show({ params, response, view }: HttpContextContract) {
    const excerpts = codeOfPage(params.name)
    if (!excerpts) return response.redirect('/source/start/routes.ts')
    return view.render('pages/code/show', { name: params.name, excerpts })
  }
}
