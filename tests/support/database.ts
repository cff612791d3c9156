import { randomUUID } from 'crypto'
import Hash from '@ioc:Adonis/Core/Hash'
import Database from '@ioc:Adonis/Lucid/Database'
import { storeSession } from '../../packages/adonis-welcome-back/server/session/replace'
import { mailbox } from 'App/Mail/mailbox'
import { deliver } from 'App/Mail/outbox'
import type User from 'App/Models/User'
import { endDevice, Session, stampOf } from '@ioc:WelcomeBack'
import { LessonFactory, UserFactory } from 'Database/factories'

/** Gives every test an empty site. */
export async function emptyDatabase() {
  await deliver()
  mailbox.length = 0
  for (const table of ['mails', 'comments', 'kept_forms', 'sessions', 'lessons', 'users', 'rate_limits'])
    await Database.from(table).delete()
}

export const ada = () => UserFactory.merge({ name: 'Ada', email: 'ada@example.com' }).create()
export const grace = () => UserFactory.merge({ name: 'Grace', email: 'grace@example.com' }).create()
export const lesson = () => LessonFactory.merge({ slug: 'sessions', title: 'Sessions' }).create()

/** Makes every session as old as if nobody had used it for `SESSION_AGE`. */
export async function expireSessions() {
  await Database.from('sessions').update({ expires_at: Date.now() - 1 })
}

export const sessionRows = () => liveRows().orderBy('created_at')
export const commentRows = () => Database.from('comments').orderBy('id')

/** Gives the session another CSRF secret, as another sign-in does. */
export async function changeSecret() {
  for (const { stamp, data } of await Database.from('sessions')) {
    const changed = { ...JSON.parse(data), 'csrf-secret': randomUUID() }
    await Database.from('sessions')
      .where({ stamp })
      .update({ data: JSON.stringify(changed) })
  }
}

/** Returns the rows of sessions that were not replaced. */
const liveRows = () =>
  Database.from('sessions').where((query) =>
    query.whereNull('end_reason').orWhereNot('end_reason', 'replaced'),
  )

/** Returns the row of the user's only session, with times as numbers. */
export async function sessionOf(user: User) {
  const [row, ...others] = await liveRows().where('user_id', user.id)
  if (!row || others.length) throw new Error(`${user.name} has ${row ? 'several sessions' : 'no session'}`)

  const times = ['created_at', 'last_active_at', 'expires_at'].map((name) => [name, Number(row[name])])
  return { ...row, ...Object.fromEntries(times) }
}

/** Makes the user's sessions older by so many milliseconds, as if the time had passed. */
export async function age(user: User, milliseconds: number) {
  for (const time of ['created_at', 'last_active_at', 'expires_at']) {
    await Database.from('sessions').where('user_id', user.id).decrement(time, milliseconds)
  }
}

/** Returns a living session of the user, on a device that no test uses. */
export async function openSession(
  user: User,
  userAgent = 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0',
) {
  const [stamp, data, credentials] = [stampOf(randomUUID()), { auth_web: user.id }, { id: user.id }]
  const address = '192.0.2.7'
  const states = { isRenewal: false, passwordGiven: true }
  return (await storeSession({ stamp, data, credentials, userAgent, address, ...states }))!
}

/** Stores that many sessions of a user, which end at that time. */
export async function storeSessions({ id }: User, count: number, expiresAt: number) {
  const times = { created_at: 1, last_active_at: 1, expires_at: expiresAt }
  const rows = Array.from({ length: count }, (_, index) => {
    const stamp = `${expiresAt}-${index}`.padEnd(43, '-')
    return { stamp, family: stamp, user_id: id, data: '{}', user_agent: '', address: '', ...times }
  })
  for (let at = 0; at < rows.length; at += 80)
    await Database.table('sessions').multiInsert(rows.slice(at, at + 80))
}

export const changePassword = async (user: User, password: string) => {
  const hash = await Hash.make(password)
  await Database.transaction((client) => user.changePassword(hash, client))
}

export const deleteAccount = (user: User) => Database.transaction((client) => user.deleteAccount(client))

export const revoke = ({ userId, family }: InstanceType<typeof Session>) =>
  endDevice(userId, { families: [family], rememberedIds: [] }, 'revoked')
