import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { codeBehind } from 'App/View/codeBehind'

export default class CodeController {
  public async show({ params, response, view }: HttpContextContract) {
    const excerpts = codeBehind(params.name)
    if (!excerpts) return response.redirect('/source/start/routes.ts')
    return view.render('pages/code/show', { name: params.name, excerpts })
  }
}
