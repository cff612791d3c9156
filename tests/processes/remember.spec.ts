import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import Hash from '@ioc:Adonis/Core/Hash'
import { password } from 'Database/factories'
import { hashOf, successorOf } from '../../providers/WelcomeBack/remember/token'
import { emptyDatabase } from '../support/database'
import { SiteProcess } from '../support/processes'
import { Balancer } from '../support/proxies'
import { rememberedVisitor, tokenOf } from '../support/remembered'
import { Answer, Visitor } from '../support/visitor'

const rounds = 300
const atATime = 10
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

  /** Runs a race for each of 300 users, some at a time. Takes what a user's race does. */
  async function race(run: (userId: number, csrfToken: string, round: number) => Promise<void>) {
    const users = await storeUsers()
    const [first] = users.splice(0, 1)
    const csrfToken = (await (await rememberedVisitor(first)).visitor.get('/')).meta('csrf-token')!
    await Database.from('users').where('id', first.id).delete()
    const takeTurns = async () => {
      for (let user = users.pop(); user; user = users.pop()) await run(user.id, csrfToken, users.length)
    }
    await Promise.all(Array.from({ length: atATime }, takeTurns))
  }

  async function storeUsers(): Promise<{ id: number }[]> {
    const now = new Date()
    const fields = { name: 'Ada', password: await Hash.make(password), created_at: now, updated_at: now }
    const rows = Array.from({ length: rounds + 1 }, (_, index) => ({
      ...fields,
      email: `ada${index}@example.com`,
    }))
    return Database.table('users')
      .multiInsert(rows)
      .returning('id')
      .then((ids: any[]) => ids.map((id) => ({ id: id.id ?? id })))
  }

  const living = () =>
    Database.from('sessions')
      .whereNotNull('user_id')
      .whereNull('end_reason')
      .where('expires_at', '>', Date.now())
      .select('user_id')
  const remembered = () => Database.from('remembered_devices').select('user_id', 'id')

  const isGreeted = ({ html }: Answer) => />Ada<\/a>/.test(html)

  test('that signs out while it changes the password is neither signed in nor remembered', async ({
    assert,
  }) => {
    await race(async (userId, _csrf) => {
      const { visitor } = await rememberedVisitor({ id: userId })
      const tab = visitor.clone()
      await Promise.all([
        visitor.send('/account/password?_method=PUT', { _csrf, ...newPassword }),
        tab.send('/logout', { _csrf }),
      ])
    })
    assert.deepEqual(await remembered(), [])
    assert.deepEqual(await living(), [])
  })

  test('that comes back while another one forgets it stays forgotten, and the other one stays', async ({
    assert,
  }) => {
    const ways = [
      (here: Visitor, _csrf: string, id: string) =>
        here.send(`/account/sessions/${id}?_method=DELETE`, { _csrf }),
      (here: Visitor, _csrf: string) => here.send('/account/sessions?_method=DELETE', { _csrf }),
      (here: Visitor, _csrf: string) => here.send('/account/password?_method=PUT', { _csrf, ...newPassword }),
    ]
    await race(async (userId, _csrf, round) => {
      const [{ visitor: here }, { visitor: there, token }] = [
        await rememberedVisitor({ id: userId }),
        await rememberedVisitor({ id: userId }),
      ]
      there.cookies.delete('session')
      const [answer] = await Promise.all([ways[round % 3](here, _csrf, token.id), there.get('/')])

      assert.equal(answer.status, 303)
      assert.lengthOf(await Database.from('remembered_devices').where('id', token.id), 0)
      assert.lengthOf(await living().where('user_id', userId), 1)
      const [kept, ...others] = await remembered().where('user_id', userId)
      assert.deepEqual([kept?.id, others], [tokenOf(here)!.id, []])
    })
  })

  test('that comes back in two requests at once gets one token from both', async ({ assert }) => {
    await race(async (userId) => {
      const { visitor, token } = await rememberedVisitor({ id: userId })
      visitor.cookies.delete('session')
      const tabs = [visitor, visitor.clone()]
      const pages = await Promise.all(tabs.map((tab) => tab.get('/')))

      assert.deepEqual(pages.map(isGreeted), [true, true])
      const next = successorOf(token)
      assert.deepEqual(tabs.map(tokenOf), [next, next])
      const rows = await Database.from('remembered_devices').where('user_id', userId)
      assert.deepEqual(
        rows.map((row) => row.token_hash),
        [hashOf(next.secret)],
      )
    })
  })
})
