import { createHash } from 'crypto'
import Env from '@ioc:Adonis/Core/Env'
import Database from '@ioc:Adonis/Lucid/Database'
import { RateLimiterPostgres, RateLimiterStoreAbstract } from 'rate-limiter-flexible'
import { networkOf } from '@ioc:WelcomeBack'
import SqliteRateLimiter from '../../framework/SqliteRateLimiter'
import TooManyAttempts from 'App/Exceptions/TooManyAttempts'

const minute = 60
const day = 24 * 60 * minute

const commentsPerHour = Env.get('COMMENTS_PER_HOUR')

/** The limits on an account are short and exempt known addresses: an e-mail must not be enough to lock somebody out. */
const limits = {
  'sign-in by address': { points: 50, duration: 15 * minute },
  'sign-in by address and account': { points: 5, duration: 5 * minute },
  'sign-in by account': { points: 20, duration: minute },
  'known address of account': { points: 1, duration: 30 * day },
  'registration by address': { points: 10, duration: 60 * minute },
  'registration by account': { points: 5, duration: 10 * minute },
  'link by address': { points: 20, duration: 60 * minute },
  'link by address and account': { points: 5, duration: 15 * minute },
  'link by account': { points: 20, duration: 60 * minute },
  'password by account': { points: 10, duration: 15 * minute },
  'new password of account': { points: 1, duration: 60 * minute },
  'renewal by account': { points: 20, duration: 60 * minute },
  'comment by account in a minute': { points: Math.ceil(commentsPerHour / 10), duration: minute },
  'comment by account in an hour': { points: commentsPerHour, duration: 60 * minute },
}

type Rule = keyof typeof limits
type Count = [rule: Rule, key: string]

/** Throws TooManyAttempts. Returns a function that resets the counts, for when the password was right. */
export async function countSignIn(address: string, email: string): Promise<() => Promise<unknown>> {
  const [network, account] = [networkOf(address), digest(email)]
  const [both, known] = [`${network} ${account}`, limiter('known address of account')]
  const byAddress: Count = ['sign-in by address', network]
  const byAccount: Count[] = (await known.get(both)) ? [] : [['sign-in by account', account]]
  // Counted last, so that attempts which other limits refuse do not count against the account.
  await count([byAddress, ['sign-in by address and account', both], ...byAccount])

  return () =>
    Promise.all([
      ...[byAddress, ...byAccount].map(([rule, key]) => limiter(rule).reward(key, 1)),
      limiter('sign-in by address and account').delete(both),
      known.set(both, 1, limits['known address of account'].duration),
    ])
}

/** A registration counts as a sign-in too, because it reveals whether the password of an account is right. */
export async function countRegistration(address: string, email: string) {
  await count([
    ['registration by address', networkOf(address)],
    ['registration by account', digest(email)],
  ])
  return countSignIn(address, email)
}

/** Counts a mail with a link to an e-mail, whether it has an account or not. Throws TooManyAttempts. */
export async function limitLink(address: string, email: string, field = 'email') {
  const [network, account] = [networkOf(address), digest(email)]
  const counts: Count[] = [
    ['link by address', network],
    ['link by address and account', `${network} ${account}`],
    ['link by account', account],
  ]
  await count(counts, field)
}

/** Counts a check of somebody's current password. Takes the user's id and the field; throws TooManyAttempts. */
export const countPassword = (userId: number, field = 'current_password') =>
  count([['password by account', String(userId)]], field)

export const resetPasswordCount = (userId: number) => limiter('password by account').delete(String(userId))

/** Notes that the user changes the password, for an hour. */
export const noteNewPassword = (userId: number) => {
  const rule = 'new password of account'
  return limiter(rule).set(String(userId), 1, limits[rule].duration)
}

export const hasNewPassword = async (userId: number) =>
  !!(await limiter('new password of account').get(String(userId)))

/** Counts what replaces or confirms a session: a new password, a confirmation, the end of all others. */
export const countRenewal = (userId: number, field = 'current_password') =>
  count([['renewal by account', String(userId)]], field)

export const countComment = (userId: number) =>
  count(
    [
      ['comment by account in a minute', String(userId)],
      ['comment by account in an hour', String(userId)],
    ],
    'body',
    'comments',
  )

export const sweepCounts = () => Database.from('rate_limits').where('expire', '<=', Date.now()).delete()

const digest = (email: string) => createHash('sha256').update(email.toLowerCase()).digest('base64url')

async function count(counts: Count[], field = 'email', what = 'attempts') {
  for (const [rule, key] of counts) {
    const seconds = await consume(rule, key)
    if (seconds > 0) throw new TooManyAttempts(seconds, field, what)
  }
}

/** Returns 0 within the limit, else the seconds until the next attempt counts. */
async function consume(rule: Rule, key: string): Promise<number> {
  try {
    await limiter(rule).consume(key)
    return 0
  } catch (refusal: any) {
    if (refusal instanceof Error) throw refusal
    const seconds = Math.ceil(refusal.msBeforeNext / 1000)
    if (seconds <= limits[rule].duration) return seconds

    // The clock was set back.
    await limiter(rule).delete(key)
    return consume(rule, key)
  }
}

const limiters = new Map<Rule, RateLimiterStoreAbstract>()

function limiter(rule: Rule): RateLimiterStoreAbstract {
  const connection = Database.connection()
  const Limiter = connection.dialect.name === 'postgres' ? RateLimiterPostgres : SqliteRateLimiter
  const store = { storeType: 'knex', storeClient: connection.getWriteClient(), tableName: 'rate_limits' }
  // Its own timer would end the process if the database fails.
  const settings = { tableCreated: true, clearExpiredByTimeout: false }
  if (!limiters.has(rule)) {
    limiters.set(rule, new Limiter({ ...store, ...settings, keyPrefix: rule, ...limits[rule] }))
  }
  return limiters.get(rule)!
}
