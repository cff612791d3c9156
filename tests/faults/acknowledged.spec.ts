import { test } from '@japa/runner'
import { UserFactory } from 'Database/factories'
import { commentRows, emptyDatabase, lesson } from '../support/database'
import { isPostgres } from '../support/faults'
import { SiteProcess } from '../support/processes'
import { Balancer, TcpProxy } from '../support/proxies'
import { page } from '../support/steps'
import { Answer, Visitor } from '../support/visitor'

/** `WRITES=1000 npm test -- faults --files=acknowledged.spec.ts` is the long version. */
const writes = Number(process.env.WRITES ?? 80)
const cutEvery = 12
const killEvery = Math.max(50, writes / 10)

test('Every comment that the site acknowledged is stored, even if connections are cut and servers killed', async ({
  assert,
}) => {
  const database = new URL(process.env.DATABASE_URL!)
  const proxy = new TcpProxy({ host: database.hostname, port: Number(database.port || 5432) })
  const balancer = new Balancer()
  await proxy.open()
  await balancer.listen(Number(process.env.PORT))
  const url = Object.assign(new URL(database), { hostname: '127.0.0.1', port: proxy.port }).href
  let site: SiteProcess
  const start = async () => {
    site = await SiteProcess.start(url, { COMMENTS_PER_HOUR: '1000000' })
    balancer.ports = [site.port]
  }

  await emptyDatabase()
  await lesson()
  await start()
  try {
    const users = await UserFactory.createMany(4)
    const visitors = users.map(() => new Visitor())
    for (const [index, visitor] of visitors.entries())
      await visitor.follow(await visitor.signIn(users[index]))
    const forms = await Promise.all(visitors.map((visitor) => visitor.open(page, 'comment-form')))

    const acknowledged: string[] = []
    let kills = 0
    let restarting: Promise<void> = Promise.resolve()
    const sendOnce = async (form: (typeof forms)[0], body: string) => {
      await restarting
      const answer = await form.send({ body }).catch((): Answer | null => null)
      if (answer?.status !== 303) return
      acknowledged.push(body)
      if (isPostgres() && acknowledged.length % cutEvery === 0)
        proxy.cutAt = {
          text: /insert into "comments"|COMMIT/,
          moment: acknowledged.length % 8 ? 'before' : 'after',
        }
      if (acknowledged.length >= killEvery * (kills + 1)) {
        kills++
        restarting = site.end('SIGKILL').then(start)
      }
    }
    let count = 0
    const write = async (form: (typeof forms)[0]) => {
      while (acknowledged.length < writes) await sendOnce(form, `Comment ${++count}`)
    }
    await Promise.all(forms.map(write))
    await restarting
    await site!.end('SIGKILL')

    const stored = new Set((await commentRows()).map(({ body }) => body))
    assert.isAtLeast(acknowledged.length, writes)
    assert.isAtLeast(kills, 1)
    assert.deepEqual(
      acknowledged.filter((body) => !stored.has(body)),
      [],
    )
  } finally {
    await site!.end('SIGKILL')
    await Promise.all([balancer.close(), proxy.cut()])
  }
}).timeout(600_000)
