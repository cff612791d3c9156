import { spawn, spawnSync } from 'child_process'
import { once } from 'events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs'
import { createServer, AddressInfo } from 'net'
import { tmpdir } from 'os'
import { join, resolve } from 'path'
import { test } from '@japa/runner'
import { until } from '../support/processes'
import { freePort } from '../support/proxies'

const root = resolve('.')
const command = (name: string) => join(root, 'bin', `${name}.mjs`)

test.group('A command that cannot run says why in one line', (group) => {
  let folder: string

  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'commands-'))
    return () => rmSync(folder, { recursive: true })
  })

  /** Runs Node in a folder. Returns what it printed before it failed. */
  function failing(
    args: string[],
    { cwd = folder, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      timeout: 30_000,
    })
    if (status !== 1) throw new Error(`It ended with ${status}`)
    return stdout + stderr
  }

  const build = () => {
    mkdirSync(join(folder, 'build'))
    writeFileSync(join(folder, 'build', 'server.js'), '')
  }

  for (const name of ['dev', 'build', 'start', 'test']) {
    test(`${name}, on an old Node`, ({ assert }) => {
      const old = join(folder, 'old.cjs')
      writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '18.19.1' })")
      const line = 'Welcome Back needs Node 20.19 or newer; this is 18.19.1.\n'
      assert.equal(failing(['-r', old, command(name)]), line)
    })
  }

  test('start, without a build', ({ assert }) => {
    assert.equal(failing([command('start')]), 'There is no build yet. Make one: npm run build\n')
  })

  test('start, on a used port', async ({ assert }) => {
    build()
    const taken = createServer()
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
    const { port } = taken.address() as AddressInfo
    const line = failing([command('start')], { env: { HOST: '127.0.0.1', PORT: String(port) } })
    taken.close()
    assert.equal(line, `Port ${port} is taken. Choose another, such as PORT=${port + 1}\n`)
  })

  test('start, while another start still prepares the database', async ({ assert }) => {
    build()
    const untilGo = "require('fs').watch('.', () => require('fs').existsSync('go') && process.exit(1))"
    writeFileSync(join(folder, 'build', 'ace'), `${untilGo}; require('fs').writeFileSync('started', '')`)
    const env = { ...process.env, HOST: '127.0.0.1', PORT: String(await freePort()) }
    const first = spawn(process.execPath, [command('start')], { cwd: folder, env, stdio: 'ignore' })
    await until(async () => existsSync(join(folder, 'started')))

    assert.match(
      failing([command('start')], { env }),
      /^Port \d+ is taken\. Choose another, such as PORT=\d+\n$/,
    )
    writeFileSync(join(folder, 'go'), '')
    await once(first, 'exit')
  })

  test('start, at an address of another machine', ({ assert }) => {
    build()
    const line = failing([command('start')], { env: { HOST: '192.0.2.1', PORT: '3333' } })
    assert.match(
      line,
      /^Cannot listen on 192\.0\.2\.1:3333 \(\w+\)\. Choose another HOST and PORT in \.env\n$/,
    )
  })

  test('dev, in a folder that is not writable', ({ assert }) => {
    writeFileSync(join(folder, '.env.example'), 'APP_KEY=\n')
    symlinkSync(join(folder, 'none', '.env'), join(folder, '.env'))
    assert.equal(failing([command('dev')]), 'Cannot read or write .env in this folder (ENOENT).\n')
  })

  for (const name of ['dev', 'build', 'test']) {
    test(`${name}, if a folder is not writable`, ({ assert }) => {
      writeFileSync(join(folder, 'public'), '')
      assert.equal(failing([command(name)]), 'Cannot write to public/ in this folder (ENOTDIR).\n')
    })
  }

  for (const env of ['', 'PORT=4000\nAPP_KEY=\n']) {
    test(`dev makes a key, ${env ? 'in the existing .env' : 'with .env'}`, ({ assert }) => {
      writeFileSync(join(folder, '.env.example'), 'APP_KEY=\nPORT=5000\n')
      if (env) writeFileSync(join(folder, '.env'), env)
      failing([command('dev')], { env: { HOST: '192.0.2.1' } })

      const made = readFileSync(join(folder, '.env'), 'utf8')
      assert.match(made, /^APP_KEY=[\w-]{32}$/m)
      assert.include(made, env ? 'PORT=4000' : 'PORT=5000')
    })
  }

  const wrong: Record<string, [env: NodeJS.ProcessEnv, line: RegExp]> = {
    'a setting': [{ SESSION_AGE: 'banana' }, /^SESSION_AGE=banana is not .* such as SESSION_AGE=2h.*\n$/],
    'a folder for a database': [{ SQLITE_PATH: root }, /^SQLITE_PATH=.* no file can be written there.*\n$/],
    'a file that is no database': [
      { SQLITE_PATH: join(root, 'package.json') },
      /^Cannot use the database that .*SQLITE_PATH.* name: file is not a database\n$/,
    ],
    'a server that does not respond': [
      { DB_CONNECTION: 'pg', DATABASE_URL: 'postgres://postgres:secret-word@127.0.0.1:1/none' },
      /^Cannot use the database that .*DATABASE_URL name: .*ECONNREFUSED.*\n$/,
    ],
  }
  for (const [name, [env, line]] of Object.entries(wrong)) {
    test(`dev and start, with a wrong ${name}`, ({ assert }) => {
      const migrate = `import { runOnDatabase } from './bin/checks.mjs'; runOnDatabase('ace', 'migration:run')`
      const said = failing(['--input-type=module', '-e', migrate], {
        cwd: root,
        env: { DB_CONNECTION: 'sqlite', ...env },
      })
      assert.match(said, line)
      assert.notInclude(said, 'secret-word')
    })
  }
})
