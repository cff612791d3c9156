import { randomUUID } from 'crypto'
import Cookies from '@ioc:Adonis/Core/CookieClient'
import Database from '@ioc:Adonis/Lucid/Database'
import { stampOf } from '@ioc:WelcomeBack'
import {
  hashOf,
  newToken,
  Token,
  tokenFromCookie,
  tokenToCookie,
} from '../../packages/adonis-welcome-back/server/remember/token'
import { Visitor } from './visitor'

const hour = 60 * 60 * 1000
const browser = { user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', address: '192.0.2.8' }

/**
 * Returns signed-in, remembered visitors, one for each user, without the requests of a sign-in. The token of one such
 * visitor's page is valid for all of them.
 */
export async function rememberedVisitors(users: { id: number }[]) {
  const now = Date.now()
  const visitors = users.map(({ id: userId }) => {
    const [visitor, token, sessionId] = [new Visitor(), newToken(), randomUUID()]
    visitor.cookies.set('session', encodeURIComponent(Cookies.sign('session', sessionId)!))
    visitor.cookies.set('remember', cookieOf(token))
    return { userId, visitor, token, stamp: stampOf(sessionId) }
  })
  const devices = visitors.map(({ userId, token }) => ({
    ...{ id: token.id, user_id: userId, token_hash: hashOf(token.secret), ...browser },
    ...{ created_at: now, last_used_at: now, expires_at: now + 720 * hour },
  }))
  const sessions = visitors.map(({ userId, token, stamp }) => ({
    ...{ stamp, family: stamp, user_id: userId, device_id: token.id, ...browser },
    data: JSON.stringify({ auth_web: userId, 'csrf-secret': 'shared' }),
    ...{ created_at: now, last_active_at: now, confirmed_at: now, expires_at: now + hour },
  }))
  await Database.table('remembered_devices').multiInsert(devices)
  await Database.table('sessions').multiInsert(sessions)
  return visitors
}

export const rememberedVisitor = async (user: { id: number }) => (await rememberedVisitors([user]))[0]

export const cookieOf = (token: Token) =>
  encodeURIComponent(Cookies.encrypt('remember', tokenToCookie(token))!)

/** Returns the token in the cookie of a visitor. */
export const tokenOf = (visitor: Visitor): Token | null =>
  tokenFromCookie(Cookies.decrypt('remember', decodeURIComponent(visitor.cookies.get('remember') ?? '')))

export const deviceRows = (userId: number) => Database.from('remembered_devices').where('user_id', userId)
