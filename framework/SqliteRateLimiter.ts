import Database from '@ioc:Adonis/Lucid/Database'
import { RateLimiterSQLite, RateLimiterStoreAbstract } from 'rate-limiter-flexible'

const Limiter: new (...settings: any[]) => RateLimiterStoreAbstract = RateLimiterSQLite

/**
 * The library expects synchronous writes: it would release a connection that still waits for a lock, and nobody would
 * catch the error. Here each statement keeps its own connection until it is done.
 */
export default class SqliteRateLimiter extends Limiter {
  protected async _getConnection() {
    return { prepare: (sql: string) => ({ get: firstOf(sql) }), transaction: (action: unknown) => action }
  }

  protected _releaseConnection() {}

  protected async _delete(key: string) {
    return Number(await Database.from('rate_limits').where('key', key).delete()) > 0
  }
}

const firstOf =
  (sql: string) =>
  async (...bindings: (string | number)[]) =>
    (await Database.rawQuery(sql, bindings))[0]
