import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import {
  devices,
  endSessions,
  forgetDevices,
  isRemembered,
  livingSessions,
  logEvent,
  renewSession,
  signOut,
} from '@ioc:WelcomeBack'
import { pageOf } from 'App/Models/pageOf'
import { pageNumber } from 'App/Validators/pageNumber'

export default class SessionsController {
  public async index({ auth, request, response, view, visit }: HttpContextContract) {
    // A remembered device has its session from here on.
    if (!visit.session) return response.redirect('/account/sessions')

    const current = visit.session.stamp
    const sessions = await pageOf(() => devices(auth.user!.id, current), pageNumber(request))
    return view.render('pages/sessions/index', { sessions: sessions.baseUrl('/account/sessions'), current })
  }

  public async destroy(ctx: HttpContextContract) {
    const { auth, params, response, session, visit } = ctx
    if (params.stamp === visit.session?.stamp) return this.destroyThis(ctx)

    const device = await livingSessions(auth.user!.id).where('stamp', params.stamp).firstOrFail()
    await this.forgetRemembered(ctx)
    await device.end('revoked')
    logEvent(ctx, 'revocation', { revoked: device.stamp })
    session.flash('notice', `${device.deviceName} is signed out.`)
    return response.redirect('/account/sessions')
  }

  public async destroyOthers(ctx: HttpContextContract) {
    const { auth, response, session, visit } = ctx
    await this.forgetRemembered(ctx)
    await endSessions(auth.user!.id, 'revoked', visit.session?.stamp)
    logEvent(ctx, 'revocation', { revoked: 'all others' })
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
    await forgetDevices(ctx.auth.user!.id)
    await ctx.auth.user!.refresh()
    if (isRemembered(ctx)) await renewSession(ctx, ctx.auth.user!, true)
  }
}
