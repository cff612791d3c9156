import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Route from '@ioc:Adonis/Core/Route'
import { AuthenticationException } from '@adonisjs/auth/build/standalone'
import { openPagePath, previousPath } from './forms/returnPaths'
import SessionHeaders from './middleware/SessionHeaders'
import { endMessage } from './visit/endMessage'
import { settings } from './settings'

/** Adds the routes that the browser half needs. The app has the routes of the check and the reset. */
export function routes() {
  Route.post('/api/user/keep-alive', keepAlive)
    .as('api.user.keep_alive')
    .middleware(async (ctx, next) => new SessionHeaders().handle(ctx, async () => next()))
  Route.get(openPagePath, page).as('api.user.page')
  Route.get('/go/auth/switched', switched).as('go.auth.switched')
}

/** Redirects back with the reason why the session ended: the action of `/go/auth/reset`. */
export async function reset(ctx: HttpContextContract) {
  ctx.session.flash(ctx.auth.user ? { reset: true } : { warning: await endMessage(ctx) })
  return ctx.response.redirect(previousPath(ctx.request))
}

async function keepAlive({ auth, visit }: HttpContextContract) {
  const isAlive = auth.user && (visit.session?.isPassive || (await visit.session?.keepAlive()))
  if (!isAlive) throw AuthenticationException.invalidSession(settings().guard)
  return visit.session!.expiresIn
}

/** Renders the layout without content. An open page adopts its head and header. */
async function page({ request, response, session, view }: HttpContextContract) {
  session.reflash()
  if (request.header('sec-fetch-dest') === 'document') return response.redirect('/')
  return view.renderRaw(`@layout('${settings().layout}')\n@set('title', '')`)
}

async function switched({ auth, request, response, session }: HttpContextContract) {
  const name = auth.user && auth.user[settings().users.name as 'name']
  if (name) session.flash('notice', `You are now signed in as ${isolated(String(name))}.`)
  return response.redirect(previousPath(request))
}

/** Keeps a name of right-to-left letters from moving the words around it. */
const isolated = (name: string) => (rightToLeft.test(name) ? `\u2068${name}\u2069` : name)

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u
