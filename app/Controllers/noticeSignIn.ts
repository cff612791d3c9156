import { randomBytes } from 'crypto'
import Application from '@ioc:Adonis/Core/Application'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { deviceNameOf } from '@ioc:WelcomeBack'
import { canSend } from 'App/Mail/transport'
import KnownBrowser, { knownFor } from 'App/Models/KnownBrowser'
import type User from 'App/Models/User'

const cookieName = Application.inProduction ? '__Host-browser' : 'browser'

/**
 * Remembers the browser of a sign-in, when its session is stored. Tells the user by mail if they have not used it before,
 * unless something else tells them.
 */
export function noticeSignIn(ctx: HttpContextContract, user: User, { isTold = false } = {}) {
  if (!canSend()) return

  const { visit } = ctx
  const [browser, { afterStored }] = [browserOf(ctx), visit]
  visit.afterStored = async () => {
    await afterStored?.()
    await notice(ctx, user, browser, isTold).catch(({ code }) =>
      ctx.logger.warn({ code }, 'The browser of a sign-in was not stored'),
    )
  }
}

async function notice({ request }: HttpContextContract, user: User, browser: string, isTold: boolean) {
  const isNew = await KnownBrowser.isNew(user, browser)
  if (isNew && !isTold) await user.tellAboutSignIn(deviceNameOf(request.header('user-agent', '')!))
}

/** Returns the random text in the browser's cookie, which lasts a year from now. */
function browserOf({ request, response }: HttpContextContract): string {
  const stored = request.encryptedCookie(cookieName)
  const browser = typeof stored === 'string' ? stored : randomBytes(16).toString('base64url')
  response.encryptedCookie(cookieName, browser, { maxAge: knownFor })
  return browser
}
