import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { endMessage } from '../visit/endMessage'
import { endMessages } from '../session/endReasons'
import { expiryOf, secondsUntil } from '../session/expiry'
import { isRememberedAt } from '../visit/signIn'
import { currentViewer, stampOf } from '../session/stamp'
import { lifetime, settings, warning } from '../settings'

export default class Session {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    const { auth, session, view } = ctx
    await session.initiate(false)
    view.share({
      auth,
      sessionStamp: () => (auth.user ? stampOf(session.sessionId) : ''),
      sessionViewer: () => currentViewer(ctx),
      sessionEnds: () => endsOf(ctx),
      endMessage: () => endMessageOf(ctx),
    })
    await next()
    nameSession(ctx)
    await nameReason(ctx)
  }
}

/** Names the session and the viewer of a response, for a page that shows a part of it. Empty for a guest. */
function nameSession({ auth, response, session }: HttpContextContract) {
  response.header('X-Session-Stamp', auth.user ? stampOf(session.sessionId) : '')
  response.header('X-Session-Viewer', currentViewer({ auth }))
}

/** Says on the sign-in page of an open page why its session ended. The dialog of that page shows it. */
async function nameReason(ctx: HttpContextContract) {
  const isOfOpenPage = ctx.request.qs().stamp && ctx.request.url() === settings().signInPath
  if (!isOfOpenPage || ctx.auth.user) return
  ctx.response.header('X-Session-End', encodeURIComponent(await endMessage(ctx)))
}

/** Returns seconds, or empty texts for guests. A device that is still remembered then gets no warning. */
function endsOf(ctx: HttpContextContract) {
  if (!ctx.auth.user) return { expiresIn: '', lifetimeIn: '', warning: '' }
  const now = Date.now()
  const { idleEnd, lifetimeEnd } = ctx.visit.session ?? {
    idleEnd: expiryOf(now, now),
    lifetimeEnd: now + lifetime(),
  }
  return {
    expiresIn: secondsUntil(idleEnd),
    lifetimeIn: secondsUntil(lifetimeEnd),
    warning: isRememberedAt(ctx, idleEnd) ? 0 : Math.round(warning() / 1000),
  }
}

function endMessageOf({ auth, visit }: HttpContextContract): string | undefined {
  const reason = visit.cookieSession && !auth.user && visit.endReason
  return reason ? endMessages[reason] : undefined
}
