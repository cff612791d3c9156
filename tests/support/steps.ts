import Database from '@ioc:Adonis/Lucid/Database'
import type User from 'App/Models/User'
import { password } from 'Database/factories'
import { expireSessions, openSession } from './database'
import { Answer, Visitor } from './visitor'

export const page = '/lessons/sessions'
export const body = 'What I wrote, at length, and would not like to type once more.'
const fresh = 'another good password'

type Form = Awaited<ReturnType<Visitor['open']>>

export interface Step {
  name: string
  /** The table that cannot be written to. */
  table: string
  typed?: string
  isGuest?: boolean
  /** Opens what the step needs. Returns a function that does the step. */
  prepare: (visitor: Visitor, user: User) => Promise<() => Promise<Answer>>
  /** Returns whether the step was done. */
  isDone: (visitor: Visitor, user: User) => Promise<boolean>
}

export const has = async (table: string, where: object) =>
  (await Database.from(table).where(where)).length > 0
const send = (form: Form, fields: Record<string, string>) => () => form.send(fields)

async function act(visitor: Visitor, path: string) {
  const _csrf = (await visitor.get('/')).meta('csrf-token')!
  return () => visitor.send(path, { _csrf })
}

/** Actions of people that are stored. */
export const steps: Step[] = [
  {
    name: 'a comment',
    table: 'comments',
    typed: body,
    prepare: async (visitor) => send(await visitor.open(page, 'comment-form'), { body }),
    isDone: () => has('comments', { body }),
  },
  {
    name: 'an account',
    table: 'users',
    typed: 'Ada Augusta',
    prepare: async (visitor) => send(await visitor.open('/account', 'account-form'), { name: 'Ada Augusta' }),
    isDone: () => has('users', { name: 'Ada Augusta' }),
  },
  {
    name: 'a new password',
    table: 'users',
    prepare: async (visitor) => {
      const fields = { current_password: password, password: fresh, password_confirmation: fresh }
      return send(await visitor.open('/account', 'password-form'), fields)
    },
    isDone: async (_visitor, user) => {
      await user.refresh()
      return user.hasPassword(fresh)
    },
  },
  {
    name: 'the end of another session',
    table: 'sessions',
    prepare: async (visitor, user) => {
      const { stamp } = await openSession(user)
      return act(visitor, `/account/sessions/${stamp}?_method=DELETE`)
    },
    isDone: () => has('sessions', { end_reason: 'revoked' }),
  },
  {
    name: 'the end of all other sessions',
    table: 'sessions',
    prepare: async (visitor, user) => {
      await openSession(user)
      return act(visitor, '/account/sessions?_method=DELETE')
    },
    isDone: () => has('sessions', { end_reason: 'revoked' }),
  },
  {
    name: 'a sign-out',
    table: 'sessions',
    prepare: (visitor) => act(visitor, '/logout'),
    isDone: async (visitor) => !(await visitor.isSignedIn()),
  },
  {
    name: 'the deletion of an account',
    table: 'users',
    prepare: async (visitor) =>
      send(await visitor.open('/account', 'deletion-form'), { account_password: password }),
    isDone: async (_visitor, { id }) => !(await has('users', { id })),
  },
  {
    name: 'a kept form',
    table: 'kept_forms',
    typed: body,
    prepare: async (visitor) => {
      const form = await visitor.open(page, 'comment-form')
      await expireSessions()
      return send(form, { body })
    },
    isDone: async () => (await Database.from('kept_forms')).length > 0,
  },
  {
    name: 'a sign-in',
    table: 'sessions',
    typed: 'ada@example.com',
    isGuest: true,
    prepare: async (visitor, { email }) =>
      send(await visitor.open('/login', 'login-form'), { email, password, remember_me: 'true' }),
    isDone: (visitor) => visitor.isSignedIn(),
  },
  {
    name: 'a registration',
    table: 'users',
    typed: 'grace@example.com',
    isGuest: true,
    prepare: async (visitor) => {
      const fields = { name: 'Grace', email: 'grace@example.com', password, password_confirmation: password }
      return send(await visitor.open('/register', 'registration-form'), fields)
    },
    isDone: () => has('users', { name: 'Grace' }),
  },
]
