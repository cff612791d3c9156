import Database from '@ioc:Adonis/Lucid/Database'
import { RateLimiterPostgres, RateLimiterSQLite, RateLimiterStoreAbstract } from 'rate-limiter-flexible'
import TooManyAttempts from 'App/Exceptions/TooManyAttempts'

const minute = 60

/**
 * How many attempts are looked at in how many seconds, in all processes together. An account is guarded against
 * many addresses, but for a minute only: knowing an e-mail is not enough to lock its owner out for long.
 */
const limits = {
  'sign-in by address': { points: 50, duration: 15 * minute },
  'sign-in by address and account': { points: 5, duration: 5 * minute },
  'sign-in by account': { points: 20, duration: minute },
  'registration by address': { points: 10, duration: 60 * minute },
}

type Rule = keyof typeof limits
type Count = [rule: Rule, key: string]

/** Counts a sign-in before its password is looked at. Takes the address and the e-mail; throws TooManyAttempts. */
export const countSignIn = (address: string, email: string) => count(signInCounts(address, email))

/** Takes the count back: the password was right, and the failures before it were this person's own. */
export async function forgiveSignIn(address: string, email: string) {
  const [[byAddress, addressKey], [byBoth, key], [byAccount, account]] = signInCounts(address, email)
  await Promise.all([
    limiter(byAddress).reward(addressKey, 1),
    limiter(byBoth).delete(key),
    limiter(byAccount).reward(account, 1),
  ])
}

/** Counts a registration. Takes the address; throws TooManyAttempts. */
export const countRegistration = (address: string) => count([['registration by address', address]])

const signInCounts = (address: string, email: string): Count[] => [
  ['sign-in by address', address],
  ['sign-in by address and account', `${address} ${email.toLowerCase()}`],
  ['sign-in by account', email.toLowerCase()],
]

async function count(counts: Count[]) {
  for (const [rule, key] of counts) {
    await limiter(rule)
      .consume(key)
      .catch((refusal) => {
        throw refusal instanceof Error ? refusal : new TooManyAttempts(Math.ceil(refusal.msBeforeNext / 1000))
      })
  }
}

const limiters = new Map<Rule, RateLimiterStoreAbstract>()

function limiter(rule: Rule): RateLimiterStoreAbstract {
  const connection = Database.connection()
  const Limiter = connection.dialect.name === 'postgres' ? RateLimiterPostgres : RateLimiterSQLite
  const store = { storeType: 'knex', storeClient: connection.getWriteClient(), tableName: 'rate_limits' }
  const settings = { tableCreated: true, clearExpiredByTimeout: true }
  if (!limiters.has(rule)) {
    limiters.set(rule, new Limiter({ ...store, ...settings, keyPrefix: rule, ...limits[rule] }))
  }
  return limiters.get(rule)!
}
