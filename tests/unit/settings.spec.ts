import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs'
import { tmpdir } from 'os'
import { join, resolve } from 'path'
import { test } from '@japa/runner'
import {
  duration,
  durationOrNone,
  natural,
  oneOf,
  postgresUrl,
  secret,
  sender,
  shortenedWarning,
  SettingError,
  siteUrl,
  smtpUrl,
  text,
  writablePath,
} from '../../app/Validators/settings'

type Rule = (name: string, value?: string) => unknown

interface Case {
  rule: Rule
  right: [written: string, setting: unknown][]
  wrong: string[]
  fallback?: unknown
  example: RegExp
}

const key = 'x'.repeat(32)

const cases: Record<string, Case> = {
  SESSION_AGE: {
    rule: duration('2h'),
    right: ['90s', '1m', '2h', '1d', '999999s'].map((value) => [value, value]),
    wrong: [
      '0',
      '0s',
      '-1m',
      '1',
      'm',
      '1.5h',
      '2 h',
      '2H',
      '2hours',
      '1e3s',
      '01m',
      '9999999s',
      ' 2h',
      'NaN',
    ],
    fallback: '2h',
    example: /SESSION_AGE=2h.*SESSION_AGE=90s/,
  },
  SESSION_WARNING: {
    rule: durationOrNone('2m'),
    right: ['0', '90s', '2m'].map((value) => [value, value]),
    wrong: ['0s', '00', '1', '-1m', 'none'],
    fallback: '2m',
    example: /SESSION_WARNING=2m.*SESSION_WARNING=90s/,
  },
  APP_URL: {
    rule: siteUrl(),
    right: ['https://example.com', 'http://127.0.0.1:3333'].map((value) => [value, value]),
    wrong: ['example.com', 'https://', 'https://example.com/', 'https://example.com/a', 'ftp://example.com'],
    example: /APP_URL=https:\/\/example\.com/,
  },
  PORT: {
    rule: natural(3333, 65535),
    right: [
      ['1', 1],
      ['80', 80],
      ['65535', 65535],
    ],
    wrong: ['0', '65536', '-1', '1.5', 'x', '0x50', '1e3', ' 80', '80 '],
    fallback: 3333,
    example: /PORT=3333/,
  },
  DB_CONNECTION: {
    rule: oneOf(['sqlite', 'pg'], 'sqlite'),
    right: [
      ['sqlite', 'sqlite'],
      ['pg', 'pg'],
    ],
    wrong: ['mysql', 'PG', 'sqlite ', '0'],
    fallback: 'sqlite',
    example: /sqlite, pg.*DB_CONNECTION=sqlite/,
  },
  HOST: {
    rule: text('127.0.0.1'),
    right: [['0.0.0.0', '0.0.0.0']],
    wrong: [],
    fallback: '127.0.0.1',
    example: /./,
  },
  SMTP_URL: {
    rule: smtpUrl(),
    right: [
      'smtp://127.0.0.1:25',
      'smtps://user:pass@smtp.example.com',
      'smtp://a:b@mail:587?requireTLS=true',
    ].map((value) => [value, value]),
    wrong: ['smtp.example.com', 'http://smtp.example.com', 'smtp://', 'smtp://a b:[', 'smtp'],
    example: /SMTP_URL=smtps:\/\/user:password@smtp\.example\.com/,
  },
  MAIL_FROM: {
    rule: sender('welcome-back@localhost'),
    right: ['welcome@example.com', 'Welcome Back <welcome@example.com>'].map((value) => [value, value]),
    wrong: ['welcome', 'a@b, c@d', 'Welcome <a@b>, Ada <c@d>', 'A <a@b', '<a@b>'],
    fallback: 'welcome-back@localhost',
    example: /MAIL_FROM=welcome@example\.com/,
  },
  APP_KEY: {
    rule: secret(),
    right: [[key, key]],
    wrong: ['', 'short', 'x'.repeat(31)],
    example: /node ace generate:key/,
  },
}

test.group('Settings', () => {
  for (const [name, { rule, right, wrong, fallback, example }] of Object.entries(cases)) {
    for (const [written, setting] of right) {
      test(`${name} may be ${written}`, ({ assert }) => assert.strictEqual(rule(name, written), setting))
    }

    for (const written of wrong) {
      test(`${name} may not be ${JSON.stringify(written)}, in one line with an example`, ({ assert }) => {
        const refuse = () => rule(name, written)
        assert.throws(refuse, SettingError as any)
        assert.throws(refuse, new RegExp(`^${name}=[^\n]*$`))
        assert.throws(refuse, example)
      })
    }

    if (fallback !== undefined) {
      test(`${name} is ${fallback} by default`, ({ assert }) => {
        for (const nothing of [undefined, '']) assert.strictEqual(rule(name, nothing), fallback)
      })
    }
  }

  test('APP_KEY must be set', ({ assert }) => {
    assert.throws(() => secret()('APP_KEY', undefined), /^APP_KEY=.*node ace generate:key/)
  })

  test('are not printed if they are secret', ({ assert }) => {
    assert.throws(() => secret()('APP_KEY', 'hunter2'), /^(?!.*hunter2)/)
    assert.throws(() => postgresUrl()('DATABASE_URL', 'mysql://u:hunter2@db'), /^(?!.*hunter2)/)
    assert.throws(() => smtpUrl()('SMTP_URL', 'http://u:hunter2@mail'), /^(?!.*hunter2)/)
  })
})

test.group('SMTP_URL', (group) => {
  const { NODE_ENV, SMTP_URL = '' } = process.env
  group.each.teardown(() => void Object.assign(process.env, { NODE_ENV, SMTP_URL }))

  test('needs a sender, and in production the address of the site', ({ assert }) => {
    Object.assign(process.env, { NODE_ENV: 'production', SMTP_URL: 'smtp://mail' })
    assert.throws(() => sender('a@b')('MAIL_FROM', ''), /^MAIL_FROM=.*MAIL_FROM=welcome@example\.com/)
    assert.throws(() => siteUrl()('APP_URL', ''), /^APP_URL=.*APP_URL=https:\/\/example\.com/)

    process.env.NODE_ENV = 'development'
    assert.isUndefined(siteUrl()('APP_URL', ''))
  })
})

test.group('SESSION_WARNING and the length of a session', () => {
  for (const [warning, age, lifetime] of [
    ['2m', '2h', '12h'],
    ['30s', '1m', '12h'],
    ['0', '1m', '1m'],
  ]) {
    test(`fit: ${warning}, ${age}, ${lifetime}`, ({ assert }) => {
      assert.isNull(shortenedWarning(warning, age, lifetime))
    })
  }

  test('do not fit if the warning is longer than half of it, in one line that names both', ({ assert }) => {
    assert.match(shortenedWarning('31s', '1m', '12h')!, /^SESSION_WARNING=31s .* 1m: .* 30 seconds[^\n]*$/)
    assert.match(shortenedWarning('1d', '3d', '1d')!, /^SESSION_WARNING=1d .* 1d: .* 43200 seconds/)
  })
})

test.group('DATABASE_URL', (group) => {
  const { DB_CONNECTION: before } = process.env
  group.each.teardown(() => void (process.env.DB_CONNECTION = before))

  test('is needed for PostgreSQL only', ({ assert }) => {
    process.env.DB_CONNECTION = 'sqlite'
    assert.isUndefined(postgresUrl()('DATABASE_URL', ''))

    process.env.DB_CONNECTION = 'pg'
    assert.throws(() => postgresUrl()('DATABASE_URL', ''), /^DATABASE_URL=.*DATABASE_URL=postgres:\/\/user/)
  })

  test('must be an address of PostgreSQL', ({ assert }) => {
    for (const url of ['postgres://a:b@127.0.0.1:5432/c', 'postgresql://db/c?sslmode=require']) {
      assert.equal(postgresUrl()('DATABASE_URL', url), url)
    }
    for (const url of ['mysql://db/c', 'db', 'postgres:db', 'postgres://a b:[', 'http://postgres://db']) {
      assert.throws(() => postgresUrl()('DATABASE_URL', url), /postgres:\/\/user/)
    }
  })
})

test.group('SQLITE_PATH', (group) => {
  let folder: string
  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('is a path, and its folder is created', ({ assert }) => {
    const path = join(folder, 'new', 'app.sqlite3')
    assert.equal(writablePath('tmp/app.sqlite3')('SQLITE_PATH', path), path)
    assert.isTrue(existsSync(join(folder, 'new')))
  })

  test('is relative to the current folder by default', ({ assert }) => {
    assert.equal(writablePath('tmp/app.sqlite3')('SQLITE_PATH', ''), resolve('tmp/app.sqlite3'))
  })

  test('must be in a folder that can be created', ({ assert }) => {
    writeFileSync(join(folder, 'file'), '')
    const refuse = () => writablePath('tmp/app.sqlite3')('SQLITE_PATH', join(folder, 'file', 'app.sqlite3'))
    assert.throws(refuse, /^SQLITE_PATH=.*SQLITE_PATH=tmp\/app\.sqlite3$/)
  })
})
