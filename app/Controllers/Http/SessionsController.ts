import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { record } from 'App/Session/record'
import { isRemembered, signOut, startSession } from 'App/Session/signIn'
import { pageNumber } from 'App/Validators/pageNumber'

export default class SessionsController {
  public async index({ auth, liveSession, request, response, view }: HttpContextContract) {
    // A remembered device has its session from here on.
    if (!liveSession) return response.redirect('/account/sessions')

    const sessions = await auth.user!.devices(liveSession.stamp, pageNumber(request))
    return view.render('pages/sessions/index', { sessions, current: liveSession.stamp })
  }

  public async destroy(ctx: HttpContextContract) {
    const { auth, liveSession, params, response, session } = ctx
    if (params.stamp === liveSession?.stamp) return this.destroyThis(ctx)

    const device = await auth.user!.liveSessions().where('stamp', params.stamp).firstOrFail()
    await this.forgetRemembered(ctx)
    await device.end('revoked')
    record(ctx, 'revocation', { revoked: device.stamp })
    session.flash('notice', `${device.name} is signed out.`)
    return response.redirect('/account/sessions')
  }

  public async destroyOthers(ctx: HttpContextContract) {
    const { auth, liveSession, response, session } = ctx
    await this.forgetRemembered(ctx)
    await auth.user!.endSessions('revoked', liveSession?.stamp)
    record(ctx, 'revocation', { revoked: 'all others' })
    session.flash('notice', 'All other devices are signed out.')
    return response.redirect('/account/sessions')
  }

  private async destroyThis(ctx: HttpContextContract) {
    await signOut(ctx)
    ctx.session.flash('notice', 'You are signed out.')
    return ctx.response.redirect('/')
  }

  /**
   * Comes first, since a remembered device signs itself in again as soon as its session is over. This one stays
   * remembered, with a new token.
   */
  private async forgetRemembered(ctx: HttpContextContract) {
    await ctx.auth.user!.forgetDevices()
    if (isRemembered(ctx)) await startSession(ctx, ctx.auth.user!, true)
  }
}
