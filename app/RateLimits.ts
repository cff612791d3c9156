import { createHash } from 'crypto'
import Database from '@ioc:Adonis/Lucid/Database'
import { RateLimiterPostgres, RateLimiterSQLite, RateLimiterStoreAbstract } from 'rate-limiter-flexible'
import { networkOf } from '@ioc:WelcomeBack'
import TooManyAttempts from 'App/Exceptions/TooManyAttempts'

const minute = 60
const day = 24 * 60 * minute

/**
 * How many attempts are looked at in how many seconds, in all processes together. An account is guarded against
 * many addresses, but for a minute only, and not against the ones that it was signed in to from: knowing an e-mail is
 * not enough to lock its owner out for long.
 */
const limits = {
  'sign-in by address': { points: 50, duration: 15 * minute },
  'sign-in by address and account': { points: 5, duration: 5 * minute },
  'sign-in by account': { points: 20, duration: minute },
  'known address of account': { points: 1, duration: 30 * day },
  'registration by address': { points: 10, duration: 60 * minute },
  'registration by account': { points: 5, duration: 10 * minute },
  'password by account': { points: 10, duration: 15 * minute },
}

type Rule = keyof typeof limits
type Count = [rule: Rule, key: string]

/**
 * Counts a sign-in before its password is looked at. Takes the address and the e-mail; throws TooManyAttempts. Answers
 * what takes the counts back when the password was right: the failures before it were this person's own.
 */
export async function countSignIn(address: string, email: string): Promise<() => Promise<unknown>> {
  const [network, account] = [networkOf(address), digest(email)]
  const [both, known] = [`${network} ${account}`, limiter('known address of account')]
  const byAddress: Count = ['sign-in by address', network]
  const byAccount: Count[] = (await known.get(both)) ? [] : [['sign-in by account', account]]
  // The account comes last: whom the others refuse does not count against it.
  await count([byAddress, ['sign-in by address and account', both], ...byAccount])

  return () =>
    Promise.all([
      ...[byAddress, ...byAccount].map(([rule, key]) => limiter(rule).reward(key, 1)),
      limiter('sign-in by address and account').delete(both),
      known.set(both, 1, limits['known address of account'].duration),
    ])
}

/**
 * Counts a registration, which is an attempt at signing in as well: it tells whether a password is the one of an
 * account. Takes, throws and returns the same.
 */
export async function countRegistration(address: string, email: string) {
  await count([
    ['registration by address', networkOf(address)],
    ['registration by account', digest(email)],
  ])
  return countSignIn(address, email)
}

/** Counts a look at somebody's current password. Takes the user's id; throws TooManyAttempts. */
export const countPassword = (userId: number) =>
  count([['password by account', String(userId)]], 'current_password')

/** Takes the counts back: the password was right. */
export const forgivePassword = (userId: number) => limiter('password by account').delete(String(userId))

/** Removes the counts whose time is over. */
export const sweepCounts = () => Database.from('rate_limits').where('expire', '<=', Date.now()).delete()

const digest = (email: string) => createHash('sha256').update(email.toLowerCase()).digest('base64url')

async function count(counts: Count[], field = 'email') {
  for (const [rule, key] of counts) {
    const seconds = await consume(rule, key)
    if (seconds > 0) throw new TooManyAttempts(seconds, field)
  }
}

/** Counts an attempt. Returns 0 within the limit, else the seconds until the next attempt is looked at. */
async function consume(rule: Rule, key: string): Promise<number> {
  try {
    await limiter(rule).consume(key)
    return 0
  } catch (refusal: any) {
    if (refusal instanceof Error) throw refusal
    const seconds = Math.ceil(refusal.msBeforeNext / 1000)
    if (seconds <= limits[rule].duration) return seconds

    // The count was made before the clock was set back.
    await limiter(rule).delete(key)
    return consume(rule, key)
  }
}

const limiters = new Map<Rule, RateLimiterStoreAbstract>()

function limiter(rule: Rule): RateLimiterStoreAbstract {
  const connection = Database.connection()
  const Limiter = connection.dialect.name === 'postgres' ? RateLimiterPostgres : RateLimiterSQLite
  const store = { storeType: 'knex', storeClient: connection.getWriteClient(), tableName: 'rate_limits' }
  // What clears them by itself ends the process where the database fails.
  const settings = { tableCreated: true, clearExpiredByTimeout: false }
  if (!limiters.has(rule)) {
    limiters.set(rule, new Limiter({ ...store, ...settings, keyPrefix: rule, ...limits[rule] }))
  }
  return limiters.get(rule)!
}
