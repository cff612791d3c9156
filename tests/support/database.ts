import Database from '@ioc:Adonis/Lucid/Database'
import { UserFactory } from 'Database/factories'

/** Leaves every test an empty site. */
export async function emptyDatabase() {
  for (const table of ['comments', 'sessions', 'lessons', 'users']) await Database.from(table).delete()
}

export const ada = () => UserFactory.merge({ name: 'Ada', email: 'ada@example.com' }).create()
export const grace = () => UserFactory.merge({ name: 'Grace', email: 'grace@example.com' }).create()

/** Makes every session as old as if nobody had used it for its whole age. */
export async function expireSessions() {
  await Database.from('sessions').update({ expires_at: Date.now() - 1 })
}

export const sessionRows = () => Database.from('sessions').orderBy('created_at')
