import Route from '@ioc:Adonis/Core/Route'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { lodash } from '@poppinss/utils'

/** A page with the markup of a test. Its actions store everything they get, each time. */
export const trial = { markup: '', stored: [] as Record<string, unknown>[] }

/** A token and a viewer, as every form of an app has them. */
export const fields = "@include('welcomeback::form')"

const form = ['bodyParser', 'bodyLimit', 'cleanInput']
const middleware = [...form, 'session', 'silentAuth', 'noStore', 'unpoly', 'auth', 'shield', 'forms']

/** Adds the routes of the trial, before the server starts. */
export function addTrial() {
  Route.group(() => {
    Route.get('/trial', ({ view }: HttpContextContract) =>
      view.renderRaw(
        `@layout('layouts/app')\n@set('title', 'Trial')\n@section('main')\n${trial.markup}\n` +
          `<p id="stored">${trial.stored.length} stored</p>\n@end`,
      ),
    )
    Route.get('/trial/search', store)
    Route.post('/trial/things', store)
    Route.post('/trial/others', store)
  }).middleware(middleware)
}

function store({ request, response }: HttpContextContract) {
  const sent = lodash.omit(request.all(), ['_csrf', '_viewer', '_page'])
  trial.stored.push({ [`${request.method()} ${request.url()}`]: sent })
  return response.redirect('/trial')
}
