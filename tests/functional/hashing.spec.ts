import crypto from 'crypto'
import { execFileSync } from 'child_process'
import { closeSync, mkdtempSync, openSync, promises, rmSync } from 'fs'
import { tmpdir } from 'os'
import { join } from 'path'
import { setTimeout } from 'timers/promises'
import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { password, UserFactory } from 'Database/factories'
import { maxForms } from 'App/Middleware/PasswordLimit'
import { emptyDatabase, lesson } from '../support/database'
import { until } from '../support/processes'
import { Visitor } from '../support/visitor'

/**
 * Occupies every thread of Node's pool while the action runs: each waits to open a pipe that nobody writes to. Without
 * the deadline, an action that needs a thread would wait for ever, and so would the tests after it.
 */
async function withoutThreads(action: () => Promise<unknown>) {
  const folder = mkdtempSync(join(tmpdir(), 'pipe-'))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const opening = Array.from({ length: 16 }, () => promises.open(pipe, 'r'))
  const deadline = new AbortController()
  try {
    await Promise.race([action(), failAfter(10_000, deadline.signal)])
  } finally {
    deadline.abort()
    const writer = openSync(pipe, 'w')
    for (const file of await Promise.all(opening)) await file.close()
    closeSync(writer)
    rmSync(folder, { recursive: true })
  }
}

const failAfter = (milliseconds: number, signal: AbortSignal) =>
  setTimeout(milliseconds, null, { signal }).then(
    () => Promise.reject(new Error('It waits for a thread')),
    () => {},
  )

/** Holds all hashes until `release` is called. */
function heldHashes() {
  const { scrypt } = crypto
  const held: (() => void)[] = []
  crypto.scrypt = (...args: unknown[]) => void held.push(() => (scrypt as any)(...args))
  const release = () => {
    crypto.scrypt = scrypt
    held.splice(0).forEach((hash) => hash())
  }
  return { held, release }
}

test.group('While many people sign in', (group) => {
  group.each.setup(emptyDatabase)

  test('no page waits for the threads that verify passwords', async ({ assert }) => {
    await lesson()
    const paths = [
      '/',
      '/login',
      '/register',
      '/lessons/sessions',
      '/api/user/check',
      '/go/auth/reset',
      '/unknown',
    ]
    const open = () => Promise.all(paths.map((path) => new Visitor().get(path)))
    await open()
    await withoutThreads(async () => {
      const statuses = (await open()).map(({ status }) => status)
      assert.deepEqual(statuses, [200, 200, 200, 200, 200, 302, 404])
    })
  }).timeout(20_000)

  test('two passwords are verified at once, and beyond a short queue the form comes back', async ({
    assert,
  }) => {
    const users = await UserFactory.createMany(maxForms + 1)
    const signIn = (index: number) =>
      new Visitor().send(
        '/login',
        { email: users[index].email, password },
        { 'x-forwarded-for': `10.0.0.${index}` },
      )
    const { held, release } = heldHashes()
    const running = users.slice(1).map((_, index) => signIn(index + 1))
    try {
      const counted = () => Database.from('rate_limits').where('key', 'like', 'sign-in by address:%')
      await until(async () => (await counted()).length === maxForms)
      await until(async () => held.length > 0)

      const refused = await signIn(0)
      assert.deepEqual([refused.status, refused.header('retry-after')], [503, '5'])
      assert.include(refused.html, 'Too many people sign in at the moment')
      assert.equal(refused.field('email'), users[0].email)
      assert.equal(refused.field('password'), '')
      assert.lengthOf(await counted(), maxForms)
      assert.isAtMost(held.length, 2)
      assert.equal((await new Visitor().get('/login')).status, 200)
    } finally {
      release()
    }
    const statuses = (await Promise.all(running)).map(({ status }) => status)
    assert.deepEqual([...new Set(statuses)], [303])
    assert.equal((await signIn(0)).status, 303)
  })
})
