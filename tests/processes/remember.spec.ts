import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import Hash from '@ioc:Adonis/Core/Hash'
import { password } from 'Database/factories'
import { hashOf, successorOf } from '../../packages/adonis-welcome-back/server/remember/token'
import { emptyDatabase, lesson } from '../support/database'
import { SiteProcess } from '../support/processes'
import { Balancer } from '../support/proxies'
import { rememberedVisitor, rememberedVisitors, tokenOf } from '../support/remembered'
import { Answer, Visitor } from '../support/visitor'

const rounds = Number(process.env.RACES ?? 60)
const atATime = 10
const list = '/account/sessions'
const changed = 'another long password'
const newPassword = { current_password: password, password: changed, password_confirmation: changed }

test.group('A remembered device, on two processes', (group) => {
  const balancer = new Balancer()
  let servers: SiteProcess[] = []

  group.setup(async () => {
    await balancer.listen(Number(process.env.PORT))
    servers = await Promise.all([SiteProcess.start(), SiteProcess.start()])
    balancer.ports = servers.map(({ port }) => port)
    return async () => {
      await Promise.all(servers.map((server) => server.end('SIGKILL')))
      await balancer.close()
    }
  })

  group.each.setup(emptyDatabase)
  group.each.timeout(120_000)

  /** Runs a race for each user, some at a time. */
  async function race<Result>(run: (userId: number, round: number) => Promise<Result>): Promise<Result[]> {
    const results: Result[] = []
    const userIds = await storeUsers()
    const takeTurns = async () => {
      for (let id = userIds.pop(); id; id = userIds.pop()) results.push(await run(id, userIds.length))
    }
    await Promise.all(Array.from({ length: atATime }, takeTurns))
    return results
  }

  async function storeUsers(): Promise<number[]> {
    const now = new Date()
    const fields = { name: 'Ada', password: await Hash.make(password), created_at: now, updated_at: now }
    const row = (_: unknown, index: number) => ({ ...fields, email: `ada${index}@example.com` })
    await Database.table('users').multiInsert(Array.from({ length: rounds }, row))
    return (await Database.from('users').select('id')).map(({ id }) => id)
  }

  const pageToken = async (visitor: Visitor) => (await visitor.get('/')).meta('csrf-token')!
  const isGreeted = ({ html }: Answer) => />Ada<\/a>/.test(html)

  /** Returns the users of living sessions, sorted. */
  const signedIn = () =>
    Database.from('sessions')
      .whereNull('end_reason')
      .whereNotNull('user_id')
      .orderBy('user_id')
      .then((rows) => rows.map((row) => row.user_id))

  const remembered = () => Database.from('remembered_devices').orderBy('user_id')

  const renewals = [
    (visitor: Visitor, _csrf: string) =>
      visitor.send('/account/password?_method=PUT', { _csrf, ...newPassword }),
    (visitor: Visitor, _csrf: string) => visitor.send(`${list}?_method=DELETE`, { _csrf }),
  ]

  test('signs out while it renews its session, and is neither signed in nor remembered', async ({
    assert,
  }) => {
    let _csrf: string
    await race(async (id, round) => {
      const { visitor } = await rememberedVisitor({ id })
      _csrf ??= await pageToken(visitor)
      const tab = visitor.clone()
      await Promise.all([renewals[round % 2](visitor, _csrf), tab.send('/logout', { _csrf })])
    })
    assert.deepEqual(await remembered(), [])
    assert.deepEqual(await signedIn(), [])
  })

  test('signs out while or before a session with a copy of its cookie is renewed, which gives nothing', async ({
    assert,
  }) => {
    let _csrf: string
    const begun = Date.now() - 9 * 60_000
    await race(async (id, round) => {
      const [here, there] = await rememberedVisitors([{ id }, { id }])
      _csrf ??= await pageToken(there.visitor)
      const times = { created_at: begun, confirmed_at: begun }
      await Database.from('sessions')
        .where('stamp', here.stamp)
        .update({ device_id: null, ...times })
      await Database.from('remembered_devices').where('id', here.token.id).delete()
      here.visitor.cookies.set('remember', there.visitor.cookies.get('remember')!)

      const isBefore = round % 2 === 0
      if (isBefore) await there.visitor.send('/logout', { _csrf })
      await Promise.all([
        here.visitor.send(`${list}?_method=DELETE`, { _csrf }),
        !isBefore && there.visitor.send('/logout', { _csrf }),
      ])
    })
    assert.deepEqual(await remembered(), [])
    const living = await Database.from('sessions').whereNull('end_reason')
    assert.lengthOf(living, rounds)
    for (const { created_at, confirmed_at } of living)
      assert.deepEqual([Number(created_at), Number(confirmed_at)], [begun, begun])
  })

  test('comes back while another one forgets it, and stays forgotten; the other one stays', async ({
    assert,
  }) => {
    let _csrf: string
    const ways = [
      (here: Visitor, device: string) => here.send(`${list}/${device}?_method=DELETE`, { _csrf }),
      (here: Visitor) => here.send(`${list}?_method=DELETE`, { _csrf }),
      (here: Visitor) => here.send('/account/password?_method=PUT', { _csrf, ...newPassword }),
    ]
    const results = await race(async (id, round) => {
      const [{ visitor: here }, { visitor: there, token }] = await rememberedVisitors([{ id }, { id }])
      _csrf ??= await pageToken(here)
      there.cookies.delete('session')
      const [{ status }] = await Promise.all([ways[round % 3](here, token.id), there.get('/')])
      return { userId: id, status, kept: tokenOf(here)!.id }
    })

    results.sort((one, other) => one.userId - other.userId)
    assert.deepEqual([...new Set(results.map(({ status }) => status))], [303])
    assert.deepEqual(
      (await remembered()).map((row) => row.id),
      results.map(({ kept }) => kept),
    )
    assert.deepEqual(
      await signedIn(),
      results.map(({ userId }) => userId),
    )
  })

  test('signs out all others while another one does the same: one of them stays', async ({ assert }) => {
    let _csrf: string
    await race(async (id) => {
      const both = (await rememberedVisitors([{ id }, { id }])).map(({ visitor }) => visitor)
      _csrf ??= await pageToken(both[0])
      await Promise.all(both.map((visitor) => visitor.send(`${list}?_method=DELETE`, { _csrf })))
    })
    const users = (await Database.from('users').orderBy('id')).map(({ id }) => id)
    assert.deepEqual(await signedIn(), users)
    assert.deepEqual(
      (await remembered()).map((row) => row.user_id),
      users,
    )
  })

  test('comes back in two requests at once, and gets one token from both', async ({ assert }) => {
    const results = await race(async (id) => {
      const { visitor, token } = await rememberedVisitor({ id })
      visitor.cookies.delete('session')
      const tabs = [visitor, visitor.clone()]
      const pages = await Promise.all(tabs.map((tab) => tab.get('/')))
      return {
        userId: id,
        greeted: pages.map(isGreeted),
        tokens: tabs.map(tokenOf),
        next: successorOf(token),
      }
    })

    results.sort((one, other) => one.userId - other.userId)
    for (const { greeted, tokens, next } of results) {
      assert.deepEqual(greeted, [true, true])
      assert.deepEqual(tokens, [next, next])
    }
    assert.deepEqual(
      (await remembered()).map((row) => row.token_hash),
      results.map(({ next }) => hashOf(next.secret)),
    )
  })

  test('renews its session while another one changes the password: one of them stays', async ({ assert }) => {
    let _csrf: string
    const stay = await race(async (id) => {
      const [here, there] = (await rememberedVisitors([{ id }, { id }])).map(({ visitor }) => visitor)
      _csrf ??= await pageToken(here)
      await Promise.all([
        here.send('/account/password?_method=PUT', { _csrf, ...newPassword }),
        there.send(`${list}?_method=DELETE`, { _csrf }),
      ])
      return Promise.all([here, there].map((visitor) => visitor.isSignedIn()))
    })
    for (const both of stay) assert.sameMembers(both, [true, false])
    assert.equal(new Set(await signedIn()).size, rounds)
    assert.lengthOf(await signedIn(), rounds)
  })

  test('renews its session while another one signs it out: one of them stays', async ({ assert }) => {
    let _csrf: string
    const stay = await race(async (id, round) => {
      const [{ visitor: here }, { visitor: there, token }] = await rememberedVisitors([{ id }, { id }])
      _csrf ??= await pageToken(here)
      await Promise.all([
        here.send(`${list}/${token.id}?_method=DELETE`, { _csrf }),
        renewals[round % 2](there, _csrf),
      ])
      return Promise.all([here, there].map((visitor) => visitor.isSignedIn()))
    })
    for (const both of stay) assert.sameMembers(both, [true, false])
    assert.equal(new Set(await signedIn()).size, rounds)
    assert.lengthOf(await signedIn(), rounds)
    assert.equal(new Set((await remembered()).map((row) => row.user_id)).size, rounds)
    assert.lengthOf(await remembered(), rounds)
  })

  test('deletes the account while another one signs it out: one of them succeeds, and says so', async ({
    assert,
  }) => {
    let _csrf: string
    const ways = [
      (here: Visitor, device: string) => here.send(`${list}/${device}?_method=DELETE`, { _csrf }),
      (here: Visitor) => here.send(`${list}?_method=DELETE`, { _csrf }),
      (here: Visitor) => here.send('/account/password?_method=PUT', { _csrf, ...newPassword }),
    ]
    const results = await race(async (id, round) => {
      const [{ visitor: here }, { visitor: there, token }] = await rememberedVisitors([{ id }, { id }])
      _csrf ??= await pageToken(here)
      const deletion = { _csrf, account_password: password }
      const [ended, deleted] = await Promise.all([
        ways[round % 3](here, token.id),
        there.send('/account?_method=DELETE', deletion),
      ])
      const exists = (await Database.from('users').where('id', id)).length === 1
      return { isEnded: /^\/account/.test(ended.location!), isDeleted: deleted.location === '/', exists }
    })
    for (const { isEnded, isDeleted, exists } of results)
      assert.deepEqual({ isEnded, isDeleted }, { isEnded: exists, isDeleted: !exists })
  })

  test('posts a comment while its account is deleted, and is told', async ({ assert }) => {
    let _csrf: string
    await lesson()
    const statuses = await race(async (id) => {
      const [here, there] = (await rememberedVisitors([{ id }, { id }])).map(({ visitor }) => visitor)
      _csrf ??= await pageToken(here)
      const [answer] = await Promise.all([
        there.send('/lessons/sessions/comments', { _csrf, body: 'Hello' }),
        here.send('/account?_method=DELETE', { _csrf, account_password: password }),
      ])
      return answer.status
    })
    assert.deepEqual([...new Set(statuses)], [303])
    assert.lengthOf(await Database.from('comments'), 0)
  })

  test('stays signed in if responses to a guest are late', async ({ assert }) => {
    const pages = ['/account', '/go/auth/reset', '/login', '/']
    const stay = await race(async (id, round) => {
      const visitor = new Visitor()
      const email = (await Database.from('users').where('id', id).firstOrFail()).email
      await Promise.all([
        visitor.send('/login', { email, password }, { 'x-forwarded-for': `198.51.100.${round % 250}` }),
        visitor.get(pages[round % pages.length]),
        visitor.get(pages[(round + 1) % pages.length]),
      ])
      return visitor.isSignedIn()
    })
    assert.notInclude(stay, false)
    assert.lengthOf(stay, rounds)
  })
})
