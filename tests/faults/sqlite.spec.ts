import { execFileSync } from 'child_process'
import { mkdtempSync, readdirSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'fs'
import { tmpdir } from 'os'
import { join } from 'path'
import Sqlite from 'better-sqlite3'
import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { password } from 'Database/factories'
import { ada, emptyDatabase, lesson } from '../support/database'
import { whileLocked } from '../support/faults'
import { serve } from '../support/server'
import { SiteProcess, until } from '../support/processes'
import { body, has, page, steps } from '../support/steps'
import { Visitor } from '../support/visitor'
import { signedIn } from '../support/signedIn'

const path = process.env.SQLITE_PATH!
const health = async () => (await new Visitor().get('/health')).status

/** Returns how often the comment is in the file, as another process sees it. */
function commentsInFile() {
  const other: any = new Sqlite(path)
  const [{ count }] = other.prepare('select count(*) as count from comments where body = ?').all(body)
  other.close()
  return count
}

if (process.env.DB_CONNECTION !== 'pg')
  test.group('SQLite', (group) => {
    group.setup(serve)
    group.each.setup(emptyDatabase)

    test('locked by another process: writes return 503, and reads work', async ({ assert }) => {
      const user = await ada()
      await lesson()
      const taking: { isDone: () => Promise<boolean>; take: () => Promise<{ status: number }> }[] = []
      // The kept form comes first, because it expires all sessions; the new password comes last, because it ends them.
      const order = ['a kept form', 'a comment', 'an account', 'the end of another session', 'a sign-out']
      const sorted = [...order, 'a sign-in', 'a registration', 'a new password'].map((name) =>
        steps.find((step) => step.name === name)!,
      )
      for (const { isGuest, prepare, isDone } of sorted) {
        const visitor = isGuest ? new Visitor() : await signedIn(user)
        taking.push({ take: await prepare(visitor, user), isDone: () => isDone(visitor, user) })
      }
      const reader = await signedIn(user)

      await whileLocked(async ({ unlock }) => {
        const writes = Promise.all(taking.map(({ take }) => take()))
        const unhealthy = health()
        for (const path of [page, '/account', '/api/user/check', '/'])
          assert.equal((await reader.get(path)).status, 200)
        assert.isTrue(await reader.isSignedIn())
        // The health check waits less long than a write.
        assert.equal(await Promise.race([unhealthy, writes]), 503)
        assert.deepEqual([...new Set((await writes).map(({ status }) => status))], [503])
        unlock()
        assert.equal(await health(), 200)
      })

      for (const { isDone } of taking) assert.isFalse(await isDone())
      for (const { take, isDone } of taking) {
        await take()
        assert.isTrue(await isDone())
      }
      assert.equal(commentsInFile(), 1)
    })

    test('locked for a moment: writes wait', async ({ assert }) => {
      const [user] = [await ada(), await lesson()]
      const form = await (await signedIn(user)).open(page, 'comment-form')
      const answer = await whileLocked(async ({ unlock, met }) => {
        const answer = form.send({ body })
        await met
        unlock()
        return answer
      })
      assert.equal(answer.status, 303)
      assert.equal(commentsInFile(), 1)
    })

    test('locked during many sign-ins: the process keeps running', async ({ assert }) => {
      const { email } = await ada()
      const site = await SiteProcess.start()
      const origin = `http://127.0.0.1:${site.port}`
      const attempt = () =>
        fetch(`${origin}/login`, {
          method: 'POST',
          redirect: 'manual',
          headers: { origin },
          body: new URLSearchParams({ email, password }),
        })
      try {
        await site.status('/health')
        const answers = await whileLocked(() => Promise.all(Array.from({ length: 10 }, attempt)))
        assert.deepEqual([...new Set(answers.map(({ status }) => status))], [503])
        assert.equal((await attempt()).status, 303)
        assert.equal(site.output, '')
      } finally {
        await site.end('SIGKILL')
      }
    })

    test('a moved file: nothing is written until it is back', async ({ assert }) => {
      const [user] = [await ada(), await lesson()]
      const visitor = await signedIn(user)
      const form = await visitor.open(page, 'comment-form')
      renameSync(path, `${path}.away`)
      try {
        assert.equal(await health(), 503)
        assert.equal((await form.send({ body })).status, 503)
        assert.isTrue(await visitor.isSignedIn())
      } finally {
        renameSync(`${path}.away`, path)
      }
      assert.equal(await health(), 200)
      assert.equal((await form.send({ body })).status, 303)
      assert.equal(commentsInFile(), 1)
    })

    test('no request gets a connection with an open transaction', async ({ assert }) => {
      const { client } = Database.connection().getWriteClient() as any
      const connection = await client.acquireConnection()
      connection.exec('BEGIN IMMEDIATE')
      await client.releaseConnection(connection)

      const next = await client.acquireConnection()
      assert.isFalse(next.inTransaction)
      await client.releaseConnection(next)
      await lesson()
      assert.isTrue(await has('lessons', { slug: 'sessions' }))
    })

    test('in production, a COMMIT waits for the disk', async ({ assert }) => {
      const { addressOf } = await import('../../framework/sqlite/file')
      const { prepareSqlite } = await import('../../framework/sqlite/prepare')
      const connection: any = new Sqlite(addressOf(path))
      prepareSqlite(connection, path)
      const [full, wal] = ['synchronous', 'journal_mode'].map(
        (name) => connection.prepare(`PRAGMA ${name}`).all([])[0],
      )
      connection.close()
      assert.deepEqual([full.synchronous, wal.journal_mode], [2, 'wal'])
    })

    test('no other user of the machine can read it, also if it could be read before', async ({ assert }) => {
      const folder = mkdtempSync(join(tmpdir(), 'private-'))
      const [fresh, old] = ['fresh', 'old'].map((name) => join(folder, name))
      const open = ['', '-wal', '-shm'].map((ending) => old + ending)
      for (const file of open) writeFileSync(file, '', { mode: 0o644 })
      const before = process.umask(0)
      try {
        const { addressOf, createPrivately } = await import('../../framework/sqlite/file')
        const { prepareSqlite } = await import('../../framework/sqlite/prepare')
        for (const path of [fresh, old]) createPrivately(path)
        const connection: any = new Sqlite(addressOf(fresh))
        prepareSqlite(connection, fresh)
        connection.exec('create table t (c)')
        const files = readdirSync(folder)
        const modes = files.map((name) => statSync(join(folder, name)).mode & 0o777)
        connection.close()
        assert.sameMembers(files, ['fresh', 'fresh-wal', 'fresh-shm', 'old', 'old-wal', 'old-shm'])
        assert.deepEqual([...new Set(modes)], [0o600])
        assert.equal(statSync(path).mode & 0o777, 0o600)
      } finally {
        process.umask(before)
        rmSync(folder, { recursive: true })
      }
    })

    test('a full disk: nothing is lost, and writes work when there is room again', async ({ assert }) => {
      const disk = smallDisk()
      const [user] = [await ada(), await lesson()]
      const visitor = await signedIn(user)
      const { cookieHeader } = visitor as any
      await Database.rawQuery(`VACUUM INTO '${disk.path}/app.sqlite3'`)
      const site = await SiteProcess.start('', { SQLITE_PATH: join(disk.path, 'app.sqlite3') })
      const at = `http://127.0.0.1:${site.port}`
      const token = async () => {
        const html = await (await fetch(at + page, { headers: { cookie: cookieHeader } })).text()
        return html.match(/name="csrf-token" content="([^"]+)"/)![1]
      }
      const comment = async (_csrf: string) =>
        fetch(`${at}${page}/comments`, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie: cookieHeader, origin: at },
          body: new URLSearchParams({ _csrf, body }),
        })
      try {
        const _csrf = await token()
        assert.equal(await site.status('/health'), 200)
        disk.fill()
        await until(async () => (await site.status('/health')) === 503)
        const failure = await comment(_csrf)
        assert.equal(failure.status, 503)
        assert.include(await failure.text(), body)
        assert.equal(await site.status(page), 200)

        disk.empty()
        assert.equal((await comment(_csrf)).status, 303)
        assert.equal(await site.status('/health'), 200)
        assert.isFalse(site.hasEnded)
      } finally {
        await site.end('SIGKILL')
        disk.remove()
      }
    }).skip(isRestricted(), 'This machine lets nobody mount a small disk')
  })

/** Returns whether file systems cannot be mounted here. */
function isRestricted() {
  if (process.env.DB_CONNECTION === 'pg') return true
  try {
    smallDisk().remove()
    return false
  } catch {
    return true
  }
}

function smallDisk() {
  const path = mkdtempSync(join(tmpdir(), 'small-'))
  const filling = join(path, 'filling')
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'ignore' })
  return {
    path,
    fill: () => {
      const { bavail, bsize } = statfsSync(path)
      writeFileSync(filling, Buffer.alloc(bavail * bsize))
    },
    empty: () => rmSync(filling),
    remove: () => {
      execFileSync('umount', [path])
      rmSync(path, { recursive: true })
    },
  }
}
