import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { sweep } from '@ioc:WelcomeBack'
import Lesson from 'App/Models/Lesson'
import { CommentFactory, password } from 'Database/factories'
import { findWithUser } from '../../packages/adonis-welcome-back/server/visit/lookup'
import { ada, age, emptyDatabase, lesson, openSession, storeSessions } from '../support/database'
import { rememberedVisitors } from '../support/remembered'
import { readsOf, Statement, statementsOf } from '../support/statements'
import { Visitor } from '../support/visitor'

const page = '/lessons/sessions'
const minute = 60 * 1000

/** Returns a signed-in visitor with another device, and a lesson with a discussion. */
async function createSite() {
  const [user, visitor, { id: lessonId }] = [await ada(), new Visitor(), await lesson()]
  await CommentFactory.merge({ lessonId, userId: user.id }).createMany(25)
  await visitor.signIn(user, '/login', { remember_me: 'true' })
  const device = await openSession(user)
  return { user, visitor, device }
}

type Site = Awaited<ReturnType<typeof createSite>>

/** The queries of a lesson's page, in this order, without others. */
const lessonPage = {
  'the session and its user': /^select .* from .sessions. left join .users. .* where .sessions.\..stamp. =/,
  'the lesson and the titles of its neighbours': /^select .* from .lessons. where position between/,
  'twenty comments and their authors':
    /^select .*author_name.* from .comments. inner join .users. .* where .lesson_id. = /,
}

/** The queries of the list of devices, in this order, without others. */
const deviceList = {
  'the session and its user': lessonPage['the session and its user'],
  'the number of sessions and remembered devices':
    /^select count.* from .sessions. where .user_id. =.* union all select count.* from .remembered_devices. where /,
  'a page of devices':
    /^select .* from .sessions. where .user_id. =.* union all select .* from .remembered_devices. left join .* limit /,
}

/** What a person does, and the queries that must be among those. */
const actions: Record<string, [action: (site: Site) => Promise<unknown>, ...queries: RegExp[]]> = {
  'the check': [
    ({ visitor }) => visitor.get('/api/user/check'),
    /select .* from .sessions. left join .users. .* where .sessions.\..stamp. =/,
  ],
  'the check of a remembered visitor who comes back': [
    ({ visitor }) => {
      visitor.cookies.delete('session')
      return visitor.get('/api/user/check')
    },
    /select .* from .remembered_devices. where .id. =/,
    /select .* from .users. where .id. =/,
  ],
  'a lesson with its discussion': [
    ({ visitor }) => visitor.get(`${page}?page=2`),
    ...Object.values(lessonPage),
  ],
  'the permanent address of a comment': [
    async ({ visitor }) => {
      const { id } = await Database.from('comments').first()
      await visitor.follow(await visitor.get(`/comments/${id}`))
    },
    /select count.* from .comments. where .lesson_id. = .* and .id. >=/,
  ],
  'an edited comment': [
    async ({ visitor }) => {
      const { id } = await Database.from('comments').first()
      await visitor.submit(`/comments/${id}/edit`, 'edit-form', { body: 'Hello' })
    },
    /update .comments. set .*fingerprint.* where .id. =/,
  ],
  'the first page after a while': [
    async ({ user, visitor }) => {
      await age(user, 10 * minute)
      await visitor.get('/account')
    },
    /update .sessions. set .*last_active_at.* where .*stamp. =/,
  ],
  'the list of devices': [
    ({ visitor }) => visitor.get('/account/sessions'),
    /select .* from .sessions. where .*user_id. =.*order by/,
    /select .* from .remembered_devices. where .*user_id. =/,
  ],
  'signing a device out': [
    ({ visitor, device }) => visitor.act(`/account/sessions/${device.stamp}?_method=DELETE`),
    /update .sessions. set .*end_reason.* where .*user_id. =.*family. in/,
  ],
  'forgetting a device': [
    async ({ user, visitor }) => {
      const [remembered] = await Database.from('remembered_devices').where('user_id', user.id)
      await visitor.act(`/account/sessions/${remembered.id}?_method=DELETE`)
    },
    /delete from .remembered_devices. where .id. in/,
  ],
  'signing all others out': [
    ({ visitor }) => visitor.act('/account/sessions?_method=DELETE'),
    /delete from .remembered_devices. where .*user_id. =/,
    /update .sessions. set .*end_reason.* where .*user_id. =/,
  ],
  'a comment': [
    ({ visitor }) => visitor.submit(page, 'comment-form', { body: 'Hello' }),
    /insert into .comments. .*fingerprint/,
  ],
  'a saved account': [
    ({ visitor }) => visitor.submit('/account', 'account-form', { name: 'Countess' }),
    /update .users. set .* where .id. =/,
    /select .* from .sessions. where .*stamp.*/,
    /update .sessions. set .*data.* where .*stamp. =/,
  ],
  'signing in': [
    ({ user }) => new Visitor().send('/login', { email: user.email, password }),
    /insert into .?rate_limits/i,
    /select .* from .users. where .email. =/,
    /insert into .sessions./,
  ],
  'signing out': [
    ({ visitor }) => visitor.signOut(),
    /delete from .remembered_devices. where .id. in/,
    /update .sessions. set .*end_reason.* where .*user_id. =.*family. in/,
  ],
  'the reset': [
    async ({ visitor }) => {
      await visitor.signOut()
      return visitor.get('/go/auth/reset')
    },
    /select .* from .sessions. where .family. in \(select .family. from .sessions. where .stamp. =/,
  ],
  'the sweep': [
    async () => {
      await Database.from('sessions').update({ expires_at: 1 })
      await sweep()
    },
    /select .id. from .remembered_devices. where .expires_at. <=/,
    /delete from .kept_forms. where .expires_at. <=/,
    /select .* from .sessions. where .expires_at. <=.* limit/,
    /delete from .sessions. where .stamp. in/,
  ],
  'a deleted user': [({ user }) => user.delete(), /delete from .users. where .*id. =/],
}

/**
 * Statements that may read a whole table: the list of lessons shows all rows, the sweep reads the ids of the few mails
 * that wait, and others belong to the test.
 */
const whole = [
  /^select \* from .comments. limit/,
  /from .lessons. order by .position./,
  /^select .id. from .mails. order by .id. desc/,
  /^update .sessions. set .expires_at. = (\?|\$1)$/,
]

/** Returns the names of a page's queries. The first page after a sign-in also stores the secret of its token. */
async function asked(visitor: Visitor, path: string, queries: Record<string, RegExp>) {
  await visitor.get(path)
  const statements = await statementsOf(() => visitor.get(path))
  const nameOf = (sql: string) => Object.entries(queries).find(([, query]) => query.test(sql))?.[0]
  return statements.map(({ sql }) => nameOf(sql) ?? sql)
}

/** A user has few sessions. Most living sessions have not expired, so an index on the expiry would not help. */
const ofUser = /from .sessions. where (?!.*.stamp. =).*user_id. =/

test.group('The page of a lesson', (group) => {
  group.each.setup(emptyDatabase)

  test('makes three queries, with any number of comments', async ({ assert }) => {
    const { user, visitor } = await createSite()
    assert.deepEqual(await asked(visitor, page, lessonPage), Object.keys(lessonPage))

    const { id: lessonId } = await Lesson.findByOrFail('slug', 'sessions')
    await CommentFactory.merge({ lessonId, userId: user.id }).createMany(60)
    assert.deepEqual(await asked(visitor, page, lessonPage), Object.keys(lessonPage))
  })

  test('makes no query for comments if there are none', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await lesson()
    await visitor.signIn(user)
    assert.deepEqual(await asked(visitor, page, lessonPage), Object.keys(lessonPage).slice(0, 2))
  })

  test('reads the columns of the user and no others', async ({ assert }) => {
    const user = await ada()
    const { userRow } = await findWithUser((await openSession(user)).stamp)
    assert.deepEqual(userRow, await Database.from('users').where('id', user.id).first())
  })
})

test.group('The list of devices', (group) => {
  group.each.setup(emptyDatabase)

  const list = '/account/sessions'

  test('makes three queries, with any number of devices', async ({ assert }) => {
    const { user, visitor } = await createSite()
    assert.deepEqual(await asked(visitor, list, deviceList), Object.keys(deviceList))

    await storeSessions(user, 100, Date.now() + 60 * minute)
    await rememberedVisitors(Array(40).fill(user))
    for (const path of [list, `${list}?page=4`, `${list}?page=99`])
      assert.deepEqual(await asked(visitor, path, deviceList), Object.keys(deviceList))
  })

  test('finds sessions and remembered devices by their user', async ({ assert }) => {
    const { visitor } = await createSite()
    const statements = await statementsOf(() => visitor.get(list))
    const [count, page] = statements.filter(({ sql }) => / union all /.test(sql))
    const steps = async (statement: Statement) => (await readsOf(statement)).map(({ step }) => step)

    for (const step of await steps(count)) assert.match(step, /user_id/)
    // The last active session of a remembered device is found by user and device, and read by its stamp.
    const others = (await steps(page)).filter((step) => !/user_id/.test(step))
    assert.lengthOf(others, 1)
    assert.match(others[0], /latest|sessions_pkey/)
    assert.lengthOf(
      (await steps(page)).filter((step) => /device_id/.test(step)),
      2,
    )
  })
})

test.group('The database uses an index', (group) => {
  group.each.setup(emptyDatabase)

  for (const [doing, [action, ...queries]] of Object.entries(actions)) {
    test(`for ${doing}`, async ({ assert }) => {
      const site = await createSite()
      const statements = await statementsOf(() => action(site))
      for (const query of queries)
        assert.isTrue(
          statements.some(({ sql }) => query.test(sql)),
          `${query}`,
        )

      for (const statement of statements) {
        if (whole.some((known) => known.test(statement.sql))) continue
        for (const { step, isLed } of await readsOf(statement)) {
          assert.isTrue(isLed, `${statement.sql}\n${step}`)
          if (ofUser.test(statement.sql)) assert.match(step, /user_id|family/)
        }
      }
    })
  }

  const unique = {
    'the session of a stamp': ['sessions', ['stamp']],
    'the device of a cookie': ['remembered_devices', ['id']],
    'the user of an e-mail': ['users', ['email']],
    'the comment of a fingerprint': ['comments', ['fingerprint']],
    'the lesson of an address': ['lessons', ['slug']],
    'the count of a limit': ['rate_limits', ['key']],
  } as const
  for (const [thing, [table, [column]]] of Object.entries(unique)) {
    test(`to find ${thing}, which is unique`, async ({ assert }) => {
      const query = Database.from(table).select('*').where(column, 'x').toSQL()
      const [read, ...more] = await readsOf(native(query))
      assert.isTrue(read.isLed, read.step)
      assert.lengthOf(more, 0)
    })
  }

  test('and this test notices a query without one', async ({ assert }) => {
    const reads = await readsOf(native(Database.from('sessions').where('address', 'x').toSQL()))
    assert.deepEqual(
      reads.map(({ isLed }) => isLed),
      [false],
    )
  })
})

const native = (query: { toNative(): any }): Statement => query.toNative()
