import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { Exception } from '@adonisjs/core/build/standalone'
import {
  countDevices,
  deviceOf,
  devicesOf,
  endDevice,
  endOtherDevices,
  logEvent,
  renewSession,
  signOut,
  whileSignedIn,
} from '@ioc:WelcomeBack'
import { pageOf } from 'App/Models/pageOf'
import { countRenewal } from 'App/Models/RateLimit'
import { deviceNames } from 'App/View/deviceNames'
import { pageNumber } from 'App/Validators/pageNumber'

export default class SessionsController {
  public async index({ auth, request, response, view, visit }: HttpContextContract) {
    // A remembered device gets its session in this request. The next request can show it.
    if (!visit.session) return response.redirect('/account/sessions')

    const current = visit.session
    const { id } = auth.user!
    const devices = await pageOf(await countDevices(id), pageNumber(request), (offset, limit) =>
      devicesOf(id, current, { offset, limit }),
    )
    const names = deviceNames(devices.all())
    return view.render('pages/sessions/index', {
      devices: devices.baseUrl('/account/sessions'),
      names,
      current,
    })
  }

  public async destroy(ctx: HttpContextContract) {
    const { auth, params, response, session, visit } = ctx
    const device = await deviceOf(auth.user!.id, params.device, visit.session)
    if (!device) throw new Exception('There is no such device', 404)
    if (device.isCurrent) return this.destroyThis(ctx)

    await whileSignedIn(ctx, (client) => endDevice(auth.user!.id, device, 'revoked', client))
    logEvent(ctx, 'revocation', { revoked: device.id })
    session.flash('notice', `${device.name} is ${device.ending}.`)
    return response.redirect('/account/sessions')
  }

  public async destroyOthers(ctx: HttpContextContract) {
    const { auth, response, session, visit } = ctx
    const { family } = visit.session!
    await countRenewal(auth.user!.id, 'others')
    await whileSignedIn(ctx, (client) => endOtherDevices(auth.user!.id, 'revoked', family, client))
    logEvent(ctx, 'revocation', { revoked: 'all others' })
    // Makes copies of this browser's cookies worthless.
    renewSession(ctx)
    session.flash('notice', 'All other devices are signed out.')
    return response.redirect('/account/sessions')
  }

  private async destroyThis(ctx: HttpContextContract) {
    await signOut(ctx)
    ctx.session.flash('notice', 'You are signed out.')
    return ctx.response.redirect('/')
  }
}
