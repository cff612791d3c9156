import { randomUUID } from 'crypto'
import Cookies from '@ioc:Adonis/Core/CookieClient'
import Database from '@ioc:Adonis/Lucid/Database'
import { stampOf } from '@ioc:WelcomeBack'
import RememberedDevice from '../../providers/WelcomeBack/remember/RememberedDevice'
import { newToken, Token, tokenFromCookie, tokenToCookie } from '../../providers/WelcomeBack/remember/token'
import { storeSession } from '../../providers/WelcomeBack/session/replace'
import { Visitor } from './visitor'

const browser = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', address: '192.0.2.8' }

/**
 * A visitor who is signed in and remembered, without the requests that it takes to come so far. The token of one
 * such visitor's page is good for all of them.
 */
export async function rememberedVisitor({ id: userId }: { id: number }) {
  const [visitor, token, sessionId] = [new Visitor(), newToken(), randomUUID()]
  const session = {
    ...browser,
    stamp: stampOf(sessionId),
    data: { auth_web: userId, 'csrf-secret': 'shared' },
    continuesLiving: false,
  }
  await storeSession({
    ...session,
    device: {
      id: token.id,
      store: async (client) => (await RememberedDevice.add(token, userId, browser, client), true),
    },
  })
  visitor.cookies.set('session', encodeURIComponent(Cookies.sign('session', sessionId)!))
  visitor.cookies.set('remember', encodeURIComponent(Cookies.encrypt('remember', tokenToCookie(token))!))
  return { visitor, token }
}

/** The token in the cookie of a visitor. */
export const tokenOf = (visitor: Visitor): Token | null =>
  tokenFromCookie(Cookies.decrypt('remember', decodeURIComponent(visitor.cookies.get('remember') ?? '')))

export const deviceRows = (userId: number) => Database.from('remembered_devices').where('user_id', userId)
