import Env from '@ioc:Adonis/Core/Env'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Lesson from 'App/Models/Lesson'
import { siteUrl } from 'App/View/siteUrl'

/** Without `APP_URL` the client names the host in these files, so nobody else may get them. */
const caching = () => (Env.get('APP_URL') ? 'public, max-age=3600' : 'no-store')

export default class CrawlersController {
  public async robots({ request, response }: HttpContextContract) {
    const lines = [
      'User-agent: *',
      'Disallow: /api/',
      'Disallow: /go/',
      `Sitemap: ${siteUrl(request)}/sitemap.xml`,
    ]
    response.header('Cache-Control', caching()).type('text/plain')
    return lines.join('\n') + '\n'
  }

  public async sitemap({ request, response, view }: HttpContextContract) {
    const lessons = await Lesson.query().select('slug').orderBy('position')
    response.header('Cache-Control', caching()).type('application/xml')
    return view.render('sitemap', {
      origin: siteUrl(request),
      paths: ['/', '/lessons', ...lessons.map(({ path }) => path)],
    })
  }
}
