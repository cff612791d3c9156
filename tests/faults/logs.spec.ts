import { execFile } from 'child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'fs'
import { tmpdir } from 'os'
import { join } from 'path'
import Sqlite from 'better-sqlite3'
import { test } from '@japa/runner'
import Cookies from '@ioc:Adonis/Core/CookieClient'
import Application from '@ioc:Adonis/Core/Application'
import Logger from '@ioc:Adonis/Core/Logger'
import Database from '@ioc:Adonis/Lucid/Database'
import { password } from 'Database/factories'
import { logOf } from '../support/auditLog'
import { ada, emptyDatabase, lesson, openSession } from '../support/database'
import { isPostgres, refusingRows, whileLocked } from '../support/faults'
import { SiteProcess, until } from '../support/processes'
import { Balancer, TcpProxy } from '../support/proxies'
import { signedIn } from '../support/signedIn'
import { body, page, steps } from '../support/steps'
import { Visitor } from '../support/visitor'

const secret = 'a secret - $scrypt$v=1$hash, ada@example.com'

test.group('The log of a failed statement', (group) => {
  group.each.setup(async () => {
    await Database.beginGlobalTransaction()
    return () => Database.rollbackGlobalTransaction()
  })

  const users = () => Database.from('users')
  const statements: Record<string, () => PromiseLike<unknown>> = {
    'an insert': () => Database.table('users').insert({ email: secret, name: secret, password: secret }),
    'a second row': async () => {
      const { email } = await ada()
      await Database.table('users').insert({
        email,
        name: secret,
        password: secret,
        created_at: new Date(),
        updated_at: new Date(),
      })
    },
    'an update': () => users().where('email', secret).update({ unknown: secret }),
    'a deletion': () => users().where({ unknown: secret }).delete(),
    'a query': () => users().where({ unknown: secret }),
    'a raw query': () => Database.rawQuery('select * from users where unknown = ?', [secret]),
  }
  for (const [name, run] of Object.entries(statements)) {
    test(`has the code and the SQL of ${name}, and no value`, async ({ assert }) => {
      const error: any = await Promise.resolve(run()).then(
        () => null,
        (failure) => failure,
      )
      const lines = await logOf(async () => {
        Logger.error(error)
        Logger.error({ err: error }, error.message)
      })

      assert.lengthOf(lines, 2)
      for (const line of lines) {
        assert.containsSubset(line, { err: { code: error.code } })
        assert.match(String(line.msg), /\busers\b/)
        assert.notMatch(JSON.stringify(line), /a secret|scrypt|ada@example\.com/)
      }
    })
  }

  test('has no text that another kind of error quotes', async ({ assert }) => {
    const lines = await logOf(async () => {
      try {
        JSON.parse(`"${secret}`)
      } catch (error: any) {
        Logger.error(error)
        Logger.fatal(
          { err: Object.assign(new Error(`It is "${secret}"`), { detail: secret }) },
          'Words of our own',
        )
      }
    })
    assert.deepEqual(lines.map(({ msg }) => msg).slice(1), ['Words of our own'])
    assert.notMatch(JSON.stringify(lines), /a secret|scrypt|ada@example\.com/)
  })
})

const address = process.env.DATABASE_URL!
const personal = [
  password,
  body,
  'Ada Augusta',
  'ada@example.com',
  'grace@example.com',
  'another good password',
]
const neverPrinted = [...personal, '$scrypt', 'csrf-secret', 'auth_web']

type Take = () => Promise<{ status: number }>

/** Requests that visitors are about to send, and the secrets in them. */
async function prepareAll() {
  const user = await ada()
  await lesson()
  const [takes, visitors]: [Take[], Visitor[]] = [[], []]
  const names = ['a comment', 'an account', 'a new password', 'a sign-in', 'a registration']
  for (const { isGuest, prepare } of steps.filter(({ name }) => names.includes(name))) {
    visitors.push(isGuest ? new Visitor() : await signedIn(user))
    takes.push(await prepare(visitors.at(-1)!, user))
  }
  visitors.push(await signedIn(user))
  const form = await visitors.at(-1)!.open(page, 'comment-form')
  const secrets = await secretsOf(visitors)
  // A form without a session is kept.
  visitors.at(-1)!.cookies.delete('__Host-session')
  return { takes: [...takes, () => form.send({ body })], secrets }
}

async function secretsOf(visitors: Visitor[]): Promise<string[]> {
  const sessions = await Database.from('sessions')
  const cookies = visitors.flatMap(({ cookies }) => [...cookies])
  return [
    ...neverPrinted,
    ...sessions.map(({ data }) => JSON.parse(data)['csrf-secret']),
    ...cookies.flatMap(([name, value]) => [
      decodeURIComponent(value),
      textOf(name, decodeURIComponent(value)),
    ]),
  ]
}

const textOf = (name: string, cookie: string) =>
  Cookies.unsign(name, cookie) ?? JSON.stringify(Cookies.decrypt(name, cookie))

test.group('The output of a server has no personal data', (group) => {
  const proxy = new TcpProxy({ host: new URL(address).hostname, port: Number(new URL(address).port || 5432) })
  const balancer = new Balancer()
  let site: SiteProcess
  let takes: Take[]
  let secrets: string[]

  group.setup(async () => {
    await Promise.all([proxy.open(), balancer.listen(Number(process.env.PORT))])
    await emptyDatabase()
    site = await start()
    balancer.ports = [site.port]
    ;({ takes, secrets } = await prepareAll())
    return async () => {
      await site.end('SIGKILL')
      await Promise.all([balancer.close(), proxy.cut()])
    }
  })

  const start = (settings = {}) => {
    const url = Object.assign(new URL(address), { hostname: '127.0.0.1', port: proxy.port }).href
    return SiteProcess.start(url, { NODE_ENV: 'production', LOG_LEVEL: 'trace', ...settings })
  }

  const takeAll = () => Promise.all(takes.map((take) => take()))

  /** Cuts the connection of each visitor at this statement. */
  const losing = (text: RegExp) => async () => {
    const answers = []
    for (const take of takes) {
      proxy.cutAt = { text, moment: 'before' }
      answers.push(await take())
    }
    return answers
  }

  /** Starts a server on a copy of the database that SQLite opens only for reading. */
  async function withReadOnlyFile() {
    const folder = mkdtempSync(join(tmpdir(), 'read-only-'))
    const path = join(folder, 'app.sqlite3')
    await Database.rawQuery(`VACUUM INTO '${path}'`)
    markReadOnly(path)
    const own = await start({ SQLITE_PATH: path })
    balancer.ports = [own.port]
    try {
      return await takeAll()
    } finally {
      balancer.ports = [site.port]
      await own.end('SIGTERM')
      site.output += own.output
      rmSync(folder, { recursive: true })
    }
  }

  const onPostgres = {
    'loses the connection in a statement': losing(/insert into|set "(name|password)"/),
    'loses the connection at a COMMIT': losing(/COMMIT/),
  }
  const onSqlite = {
    'is locked': () => whileLocked(takeAll),
    'is read-only': withReadOnlyFile,
  }
  const faults: Record<string, () => Promise<{ status: number }[]>> = {
    'refuses rows': () => refusingRows(takeAll),
    ...(isPostgres() ? onPostgres : onSqlite),
  }
  for (const [name, fault] of Object.entries(faults))
    test(`when the database ${name}`, async ({ assert }) => {
      site.output = ''
      const answers = await fault()
      const failures = answers.filter(({ status }) => status >= 500)
      assert.isAbove(failures.length, 2)
      assert.isFalse(site.hasEnded)
      await until(async () => (site.output.match(/"level":50/g) ?? []).length >= failures.length)
      assert.deepEqual(
        secrets.filter((secret) => site.output.includes(secret)),
        [],
      )
    })
})

function markReadOnly(path: string) {
  const copy: any = new Sqlite(path)
  copy.exec('PRAGMA journal_mode = WAL')
  copy.close()
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.from([3]), 0, 1, 18)
  closeSync(file)
}

// SQLite quotes no values.
if (isPostgres())
  test.group('The output of a command has no personal data', (group) => {
    group.each.setup(emptyDatabase)

    /** Returns what a command prints that fails. */
    const outputOf = (...args: string[]) =>
      new Promise<string>((resolve, reject) => {
        const options = { cwd: Application.appRoot, env: { ...process.env, NODE_ENV: 'development' } }
        execFile(process.execPath, ['ace', ...args], options, (error, stdout, stderr) =>
          error ? resolve(stdout + stderr) : reject(new Error(`It did not fail: ${stdout}`)),
        )
      })

    test('when the database refuses rows', async ({ assert }) => {
      await openSession(await ada())
      await Database.from('sessions').update({ data: '{"csrf-secret":"x"}', expires_at: 1 })
      const outputs = await refusingRows(() => Promise.all([outputOf('db:seed'), outputOf('sessions:sweep')]))
      for (const output of outputs) {
        assert.match(output, /Not\s…/)
        for (const secret of [...neverPrinted, 'demo@example.com', 'Four words'])
          assert.notInclude(output, secret)
      }
    })
  })
