import type User from 'App/Models/User'
import { ada } from './database'
import { Fields, Visitor } from './visitor'

/** Signs a user in with a new browser. */
export async function signedIn(user: User, fields: Fields = {}, page = '/login') {
  const visitor = new Visitor()
  await visitor.follow(await visitor.signIn(user, page, fields))
  return visitor
}

/** Registers Ada and signs her in with a new browser. */
export async function adaSignedIn(fields: Fields = {}) {
  const user = await ada()
  return { user, visitor: await signedIn(user, fields) }
}
