import { test } from '@japa/runner'
import Hash from '@ioc:Adonis/Core/Hash'
import Database from '@ioc:Adonis/Lucid/Database'
import { password } from 'Database/factories'
import { Session } from '@ioc:WelcomeBack'
import { ada, emptyDatabase, grace, lesson, sessionOf } from '../support/database'
import { adaSignedIn, signedIn } from '../support/signedIn'
import { Answer, Visitor } from '../support/visitor'

const wrong = 'not the right password'
const changed = 'another long password'
const email = 'ada@example.com'

const from = (address: string) => ({ 'x-forwarded-for': address })
const [here, elsewhere] = ['198.51.100.1', '198.51.100.2']
const address = (index: number) => `203.0.113.${index}`

/** Tries to sign in with a new browser. */
const attempt = (address: string, fields: { email?: string; password?: string } = {}) =>
  new Visitor().send('/login', { email, password: wrong, ...fields }, from(address))

const right = (address: string, owner = email) => attempt(address, { email: owner, password })

const isSignedIn = (answer: Answer) => !!answer.location?.startsWith('/go/signed-in?return=%2F&')

async function attempts(count: number, one: (index: number) => Promise<Answer>) {
  const answers: Answer[] = []
  for (let index = 0; index < count; index++) answers.push(await one(index))
  return answers.map(({ status }) => status)
}

const refused = (statuses: number[]) => statuses.filter((status) => status === 429).length

/** Moves all limits that many milliseconds ahead. */
const pass = (milliseconds: number) => Database.from('rate_limits').decrement('expire', milliseconds)

/** Moves all limits ahead by the wait of a response, not more. */
const passWaitOf = (answer: Answer) => pass(Number(answer.header('retry-after')) * 1000)

test.group('The limit on signing in', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await ada()
  })

  test('refuses the sixth attempt from an address on an account', async ({ assert }) => {
    assert.deepEqual(await attempts(6, () => attempt(here)), [303, 303, 303, 303, 303, 429])
  })

  test('has a page that says when to try again, also as JSON', async ({ assert }) => {
    await attempts(5, () => attempt(here))
    const page = await attempt(here)

    assert.equal(page.status, 429)
    assert.match(page.html, /^<!doctype html>/)
    assert.match(page.html, /<h1>Too many attempts<\/h1>\s*<p class="lead">Please try again in 5 minutes\.</)
    assert.match(
      page.html,
      /You can try again (?:<\/span>)?\s*<time class="clock" [^>]+>to\w+ \d\d:\d\d UTC</,
    )
    assert.match(page.header('retry-after')!, /^\d+$/)
    assert.isAtMost(Number(page.header('retry-after')), 5 * 60)
    assert.isAtLeast(Number(page.header('retry-after')), 4 * 60)
    assert.deepEqual([page.field('email'), page.field('password')], [email, ''])
    assert.notInclude(page.html, wrong)

    const options = { email, password: wrong }
    const json = await new Visitor().send('/login', options, { ...from(here), accept: 'application/json' })
    assert.equal(json.status, 429)
    assert.match(JSON.parse(json.body).message, /^Too many attempts\. Please try again in \d minutes?\.$/)
  })

  test('shows the seconds if less than a minute is left', async ({ assert }) => {
    await attempts(5, () => attempt(here))
    await pass(4 * 60 * 1000 + 30_000)
    assert.match((await attempt(here)).html, /Please try again in [1-3]?\d seconds?\./)
  })

  test('refuses the right password too', async ({ assert }) => {
    await attempts(5, () => attempt(here))
    assert.equal((await right(here)).status, 429)
  })

  test('accepts the right password after the wait', async ({ assert }) => {
    await attempts(5, () => attempt(here))
    await passWaitOf(await attempt(here))
    assert.isTrue(isSignedIn(await right(here)))
  })

  test('does not make the wait longer after more attempts', async ({ assert }) => {
    await attempts(5, () => attempt(here))
    const first = await attempt(here)
    await attempts(5, () => attempt(here))
    await passWaitOf(first)
    assert.isTrue(isSignedIn(await right(here)))
  })

  test('applies to an e-mail in capital letters and with spaces too', async ({ assert }) => {
    const spellings = ['ada@example.com', 'ADA@example.com', ' Ada@Example.Com ']
    const one = (index: number) => attempt(here, { email: spellings[index % 3] })
    assert.equal(refused(await attempts(6, one)), 1)
  })

  test('applies neither to another account at that address nor to the account at another address', async ({
    assert,
  }) => {
    const { email: other } = await grace()
    await attempts(6, () => attempt(here))
    assert.isTrue(isSignedIn(await right(here, other)))
    assert.isTrue(isSignedIn(await right(elsewhere)))
  })

  test('refuses the 21st attempt on an account from many addresses', async ({ assert }) => {
    const statuses = await attempts(21, (index) => attempt(address(index)))
    assert.deepEqual(statuses, [...Array(20).fill(303), 429])
    assert.equal((await right(elsewhere)).status, 429)
  })

  test('locks the owner out for at most a minute, if somebody knows only the e-mail', async ({ assert }) => {
    await attempts(40, (index) => attempt(address(index)))
    const answer = await right(here)
    assert.equal(answer.status, 429)
    assert.isAtMost(Number(answer.header('retry-after')), 60)

    await pass(60 * 1000)
    assert.isTrue(isSignedIn(await right(here)))
  })

  test('refuses the 51st attempt from an address on many accounts', async ({ assert }) => {
    const one = (index: number) => attempt(here, { email: `user${index}@example.com` })
    assert.deepEqual(await attempts(51, one), [...Array(50).fill(303), 429])
    const answer = await right(here)
    assert.equal(answer.status, 429)
    assert.isTrue(isSignedIn(await right(elsewhere)))

    await passWaitOf(answer)
    assert.isTrue(isSignedIn(await right(here)))
  })

  test('does not count successful sign-ins', async ({ assert }) => {
    const statuses = await attempts(55, () => right(here))
    assert.equal(refused(statuses), 0)
    assert.equal(refused(await attempts(5, () => attempt(here))), 0)
  })

  test('starts again after a right password', async ({ assert }) => {
    await attempts(4, () => attempt(here))
    assert.isTrue(isSignedIn(await right(here)))
    assert.deepEqual(await attempts(6, () => attempt(here)), [303, 303, 303, 303, 303, 429])
  })

  test('counts parallel attempts', async ({ assert }) => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => attempt(here)))
    const statuses = answers.map(({ status }) => status)
    assert.equal(refused(statuses), 25)
    assert.deepEqual([...new Set(statuses)].sort(), [303, 429])
  })

  test('verifies no password beyond it', async ({ assert }) => {
    await attempts(5, () => attempt(here))
    assert.deepEqual(await verifiedBy(() => right(here)), [])
  })

  test('does not apply to the check or to pages', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await grace())
    await attempts(51, (index) => attempt(here, { email: `user${index}@example.com` }))

    const checks = await attempts(100, () => visitor.get('/api/user/check', from(here)))
    assert.deepEqual([...new Set(checks)], [200])
    assert.equal((await visitor.get('/api/user/check', from(here))).body, 'true')
    assert.equal((await new Visitor().get('/api/user/check', from(here))).body, 'false')
    for (const path of ['/', '/login', '/register'])
      assert.equal((await new Visitor().get(path, from(here))).status, 200)
  })

  test('does not sign out a signed-in user', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await grace())
    const form = { email, password: wrong }
    const statuses = await attempts(6, () => visitor.send('/login', form))

    assert.equal(statuses.at(-1), 429)
    assert.isTrue(await visitor.isSignedIn())
  })
})

test.group('The limit on an account from all addresses', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await ada()
  })

  const attack = () => attempts(21, (index) => attempt(address(index)))

  test('does not apply to addresses where the owner has signed in', async ({ assert }) => {
    assert.isTrue(isSignedIn(await right(here)))
    assert.equal((await attack()).at(-1), 429)
    assert.equal((await right(elsewhere)).status, 429)
    assert.isTrue(isSignedIn(await right(here)))
  })

  test('is not reached from one address, and not reduced by a sign-in that was not counted', async ({
    assert,
  }) => {
    await attempts(30, () => attempt(here))
    assert.isTrue(isSignedIn(await right(elsewhere)))
    for (let time = 0; time < 3; time++) await right(elsewhere)
    assert.equal((await attack()).indexOf(429), 20 - 5)
  })

  test('uses only the address that the nearest proxy adds', async ({ assert }) => {
    const statuses = await attempts(6, (index) => attempt(`${address(index)}, ${here}`))
    assert.equal(refused(statuses), 1)
  })

  test('accepts an invalid address', async ({ assert }) => {
    assert.equal((await attempt('a'.repeat(3_000))).status, 303)
  })

  test('counts an IPv6 network as one address', async ({ assert }) => {
    const neighbours = (index: number) => attempt(`2001:db8:1:2::${index + 1}`)
    assert.deepEqual(await attempts(6, neighbours), [303, 303, 303, 303, 303, 429])
    assert.equal((await attempt('2001:db8:1:3::1')).status, 303)
  })
})

test.group('The limit on the current password', (group) => {
  group.each.setup(emptyDatabase)

  const change = (current: string) => ({
    current_password: current,
    password: 'another long password',
    password_confirmation: 'another long password',
  })

  test('refuses the eleventh guess', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await visitor.signIn(user)
    const guess = (text: string) => visitor.submit('/account', 'password-form', change(text))
    assert.equal(refused(await attempts(11, () => guess(wrong))), 1)
    assert.equal((await guess(password)).status, 429)
    assert.isTrue(await (await user.refresh()).hasPassword(password))
  })

  test('does not count guesses before the right one', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.signIn(await ada())
    const guess = (text: string) => visitor.submit('/account', 'password-form', change(text))
    await attempts(9, () => guess(wrong))
    assert.equal((await guess(password)).location, '/account')
    assert.equal(refused(await attempts(10, () => guess(wrong))), 0)
  })
})

test.group('A new password that equals the current one', (group) => {
  group.each.setup(emptyDatabase)

  const change = (current: string, fresh: string) => ({
    current_password: current,
    password: fresh,
    password_confirmation: fresh,
  })

  async function forms() {
    const { user, visitor } = await adaSignedIn()
    const send = (current: string, fresh: string) =>
      visitor.submit('/account', 'password-form', change(current, fresh))
    return { user, visitor, send }
  }

  test('is not verified, unless the password was changed in the last hour', async ({ assert }) => {
    const { user, visitor, send } = await forms()
    assert.lengthOf(await verifiedBy(() => send(wrong, password)), 1)
    assert.include((await visitor.get('/account')).html, 'Wrong current password.')

    await send(password, changed)
    const again = await visitor.follow(await send(password, changed))
    assert.include(again.html, 'Your password is changed.')
    await pass(60 * 60 * 1000)
    assert.lengthOf(await verifiedBy(() => send(password, changed)), 1)
    assert.isTrue(await (await user.refresh()).hasPassword(changed))
  })

  test('counts as a guess of its own in that hour', async ({ assert }) => {
    const { send } = await forms()
    await send(password, changed)
    const verified: number[] = []
    const guess = async (index: number) => {
      let answer!: Answer
      const kinds = await verifiedBy(async () => (answer = await send(wrong, `${wrong} ${index}`)))
      verified.push(kinds.length)
      return answer
    }
    assert.deepEqual(await attempts(6, guess), [303, 303, 303, 303, 303, 429])
    assert.deepEqual(verified, [2, 2, 2, 2, 2, 0])
  })
})

test.group('The limit on comments', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
  })

  const page = '/lessons/sessions'
  const unpoly = { 'x-up-version': '3.0.0' }
  const send = (visitor: Visitor, body: string, headers = {}) =>
    visitor.submit(page, 'comment-form', { body }, headers)

  test('refuses the eleventh in a minute, says when to try again, and keeps the text', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    assert.equal(refused(await attempts(10, (index) => send(visitor, `Comment ${index}`))), 0)
    const [body, other] = ['The eleventh <one> & "more"\non two lines', await signedIn(await grace())]

    const answer = await send(visitor, body)
    assert.equal(answer.status, 429)
    assert.isAtMost(Number(answer.header('retry-after')), 60)
    assert.match(
      answer.html,
      /<h1>Too many comments<\/h1>\s*<p class="lead">Please try again in \d+ (second|minute)/,
    )
    assert.equal(answer.field('body'), body)

    const fragment = await visitor.follow(await send(visitor, body, unpoly), unpoly)
    assert.equal(fragment.status, 429)
    assert.match(fragment.html, /id="body-error">Too many comments\. Please try again in \d+ (second|minute)/)
    assert.equal(fragment.field('body'), body)

    assert.equal((await send(other, body)).status, 303)
    await passWaitOf(answer)
    const [path, fields] = answer.form('again')
    assert.equal((await visitor.send(path, fields)).status, 303)
  })

  test('refuses the 101st in an hour, also of changes to a comment', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await send(visitor, 'Comment')
    const edit = `/comments/${(await Database.from('comments').first()).id}/edit`
    const form = await visitor.open(edit, 'edit-form')
    const change = async (index: number) => {
      if (index % 9 === 0) await pass(60_000)
      return form.send({ body: `Comment ${index}` })
    }
    assert.equal(refused(await attempts(99, change)), 0)

    await pass(60_000)
    const answer = await form.send({ body: 'One more' })
    assert.equal(answer.status, 429)
    assert.isAbove(Number(answer.header('retry-after')), 30 * 60)
    assert.equal(answer.field('body'), 'One more')
  })
})

test.group('The limit on renewals', (group) => {
  group.each.setup(emptyDatabase)

  const endOthers = (visitor: Visitor, headers = {}) =>
    visitor.act('/account/sessions?_method=DELETE', {}, headers)
  const confirm = (visitor: Visitor) => visitor.act('/account/confirmation', { current_password: password })
  const changeToSame = (visitor: Visitor) =>
    visitor.act('/account/password?_method=PUT', { current_password: password, ...passwords(password) })

  test('refuses the 21st in an hour, and says when to try again', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const ways = [endOthers, confirm, changeToSame]
    assert.equal(refused(await attempts(20, (index) => ways[index % 3](visitor))), 0)
    for (const way of ways) {
      const answer = await way(visitor)
      assert.equal(answer.status, 429)
      assert.match(answer.html, /Please try again in \d+ minutes\./)
    }
    const { stamp } = await sessionOf(user)
    const unpoly = { 'x-up-version': '3.0.0' }
    const fragment = await visitor.follow(await endOthers(visitor, unpoly), unpoly)
    assert.equal(fragment.status, 429)
    assert.match(fragment.html, /<a href="#others">Too many attempts\. Please try again in \d+ minutes\./)
    assert.equal((await sessionOf(user)).stamp, stamp)

    await pass(60 * 60 * 1000)
    assert.equal((await endOthers(visitor)).status, 303)
  })

  test('is not needed to bound the rows: a family keeps its last ten', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const rows = () => Database.from('sessions').where('user_id', user.id)
    const stamps: string[] = []
    for (let count = 0; count < 15; count++) {
      stamps.push((await sessionOf(user)).stamp)
      await endOthers(visitor)
    }
    assert.lengthOf(await rows(), 11)
    await visitor.signOut()
    assert.equal(await Session.endReasonOf(stamps[5]), 'signed-out')
  })
})

test.group('The limit on registration', (group) => {
  group.each.setup(emptyDatabase)

  const register = (index: number, at = here) =>
    new Visitor().send(
      '/register',
      { name: 'Ada', email: `user${index}@example.com`, password, password_confirmation: password },
      from(at),
    )

  test('refuses the eleventh registration from an address in an hour', async ({ assert }) => {
    assert.deepEqual(await attempts(11, register), [...Array(10).fill(303), 429])

    const answer = await register(11)
    assert.match(answer.html, /Too many attempts<\/h1>[^]*Please try again in 60 minutes\./)
    assert.isAtMost(Number(answer.header('retry-after')), 60 * 60)
    assert.equal((await register(12, elsewhere)).status, 303)
    assert.lengthOf(await Database.from('users'), 11)

    await passWaitOf(answer)
    assert.equal((await register(13)).status, 303)
  })

  test('counts registrations with a taken e-mail', async ({ assert }) => {
    await ada()
    const taken = () => new Visitor().send('/register', registration(email), from(here))
    assert.equal(refused(await attempts(7, taken)), 2)
  })

  test('does not count a form with errors', async ({ assert }) => {
    const wrongly = (index: number) =>
      new Visitor().send('/register', { ...registration(`${index}@example.com`), name: '' }, from(here))
    assert.equal(refused(await attempts(12, wrongly)), 0)
    assert.equal(refused(await attempts(10, register)), 0)
  })

  test('refuses a registration if the limit on signing in is reached, and counts in that limit', async ({
    assert,
  }) => {
    await ada()
    const guess = (at = here) => new Visitor().send('/register', registration(email), from(at))
    await attempts(2, () => guess())
    await attempts(3, () => attempt(here))
    assert.equal((await right(here)).status, 429)
    assert.equal((await guess()).status, 429)

    await attempts(16, (index) => attempt(address(index)))
    assert.equal((await guess(elsewhere)).status, 429)
    assert.equal((await right(elsewhere)).status, 429)
  })

  test('does not count in the limit on signing in if the password is right', async ({ assert }) => {
    await ada()
    const known = () =>
      new Visitor().send('/register', { ...registration(email), ...passwords(password) }, from(here))
    await attempts(4, () => attempt(here))
    assert.isTrue(isSignedIn(await known()))
    assert.equal(refused(await attempts(5, () => attempt(here))), 0)
  })
})

test.group('The existence of an account', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await ada()
  })

  const unknown = 'nobody@example.com'

  /** Returns a page without the text that always differs: token, stamp, typed e-mail. */
  const plain = ({ html }: Answer) =>
    html
      .replaceAll(/[a-z]+@example\.com/g, 'someone')
      .replaceAll(/<time[^]*?<\/time>/g, 'a time')
      .replace(/(name='_csrf' value|name="(?:csrf-token|session-stamp)" content)=["'][^"']+/g, '$1')

  test('is not visible in the page after a wrong password', async ({ assert }) => {
    const pages = [email, unknown].map(async (email) => {
      const visitor = new Visitor()
      return visitor.follow(await visitor.submit('/login', 'login-form', { email, password: wrong }))
    })
    const [known, nobodys] = await Promise.all(pages)

    assert.equal(plain(nobodys), plain(known))
    assert.deepEqual([nobodys.status, names(nobodys)], [known.status, names(known)])
  })

  test('is not visible in the limit, neither in the page nor in the number of attempts', async ({
    assert,
  }) => {
    const known = await attempts(6, () => attempt(here))
    const nobodys = await attempts(6, () => attempt(elsewhere, { email: unknown }))
    assert.deepEqual(nobodys, known)

    const [one, other] = [await attempt(here), await attempt(elsewhere, { email: unknown })]
    assert.equal(plain(other), plain(one))
    assert.deepEqual(names(other), names(one))
  })

  test('is not visible in the time: one hash of the same cost is verified in both cases', async ({
    assert,
  }) => {
    await attempt(here, { email: unknown })
    const [known] = await verifiedBy(() => attempt(here))
    const [nobodys, ...more] = await verifiedBy(() => attempt(here, { email: unknown }))

    assert.lengthOf(more, 0)
    assert.equal(nobodys, known)
  })

  test('is visible after a registration, but not in the time it takes', async ({ assert }) => {
    const hashes = async (email: string) => {
      let verified: string[] = []
      const made = await hashedBy(async () => (verified = await verifiedBy(() => register(email))))
      return made + verified.length
    }
    assert.deepEqual([await hashes(email), await hashes(unknown)], [1, 1])
  })

  const register = (email: string) => new Visitor().send('/register', registration(email), from(here))
})

const passwords = (text: string) => ({ password: text, password_confirmation: text })

const registration = (email: string) => ({
  name: 'Someone',
  email,
  ...passwords(wrong),
})

const names = ({ headers }: Answer) => headers.map(([name]) => name).sort()

/** Returns how many passwords are hashed while the action runs. */
async function hashedBy(action: () => Promise<unknown>) {
  let count = 0
  const { make } = Hash
  Hash.make = (text) => {
    count++
    return make.call(Hash, text)
  }
  await action().finally(() => (Hash.make = make))
  return count
}

/** Returns the kinds of hashes, with their costs, that are verified while the action runs. */
async function verifiedBy(action: () => Promise<unknown>) {
  const kinds: string[] = []
  const { verify } = Hash
  Hash.verify = (hash, text) => {
    kinds.push(hash.split('$').slice(0, 3).join('$'))
    return verify.call(Hash, hash, text)
  }
  await action().finally(() => (Hash.verify = verify))
  return kinds
}
