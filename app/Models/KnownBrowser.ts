import { createHash } from 'crypto'
import { BaseModel, column } from '@ioc:Adonis/Lucid/Orm'
import { saveUnique } from 'App/Models/saveUnique'
import type User from 'App/Models/User'

const maxBrowsers = 50

/** After so many seconds without a sign-in, a browser counts as new. */
export const knownFor = 365 * 24 * 60 * 60

/** A browser with which a user has signed in. */
export default class KnownBrowser extends BaseModel {
  public static selfAssignPrimaryKey = true

  @column({ isPrimary: true })
  public hash: string

  @column()
  public userId: number

  /** Milliseconds since 1970. */
  @column({ consume: Number })
  public seenAt: number

  /** Takes the text in the browser's cookie. Returns whether the user has not signed in with this browser before. */
  public static async isNew({ id: userId }: User, browser: string): Promise<boolean> {
    const row = { hash: hashOf(userId, browser), userId, seenAt: Date.now() }
    if (await saveUnique(() => this.create(row))) {
      await this.forgetOldest(userId)
      return true
    }
    await this.query().where('hash', row.hash).update({ seen_at: row.seenAt })
    return false
  }

  public static async removeOld() {
    await this.query()
      .where('seen_at', '<=', Date.now() - knownFor * 1000)
      .delete()
  }

  private static async forgetOldest(userId: number) {
    const surplus = await this.query()
      .where('user_id', userId)
      .orderBy('seen_at', 'desc')
      .offset(maxBrowsers)
      .limit(maxBrowsers)
    await Promise.all(surplus.map((browser) => browser.delete()))
  }
}

/** Contains the user, so that the table does not tell which users share a browser. */
const hashOf = (userId: number, browser: string) =>
  createHash('sha256').update(`${userId} ${browser}`).digest('base64url')
