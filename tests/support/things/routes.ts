import { join } from 'path'
import { lodash } from '@poppinss/utils'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Route from '@ioc:Adonis/Core/Route'
import View from '@ioc:Adonis/Core/View'
import { controls, outside } from './controls'

/** What the server got: the action stores every time, and knows no duplicates. */
export const stored: Record<string, any>[] = []

/** Adds pages with forms of all kinds to the site. Must run before the server starts. */
export function addThings() {
  View.mount('things', join(__dirname, 'views'))
  Route.group(() => {
    Route.get('/things', async () => 'stored').as('things.index')
    Route.get('/things/create', create).as('things.create')
    Route.post('/things', store).as('things.store')
    Route.get('/things/part', async ({ view }) => view.render('things::part')).as('things.part')
  }).middleware([
    ...['bodyParser', 'bodyLimit', 'cleanInput', 'session', 'silentAuth', 'noStore', 'unpoly'],
    ...['auth', 'shield', 'forms'],
  ])
}

async function create({ request, session, view }: HttpContextContract) {
  const typed = session.flashMessages.get('typed') ?? {}
  const old = (name: string) => (name ? lodash.get(typed, name) : typed)
  const { only } = request.qs()
  const chosen = (all: typeof controls) =>
    all.filter(({ name }) => !only || name === only).map(({ html }) => html(old))
  return view.render('things::create', {
    inside: chosen(controls).join('\n'),
    outside: chosen(outside).join('\n'),
    title: 'Things',
  })
}

async function store({ request, response, session }: HttpContextContract) {
  stored.push(request.body())
  session.flash('notice', `Stored as number ${stored.length}.`)
  return response.redirect().toPath('/things/create?stored')
}
