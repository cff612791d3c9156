import { test } from '@japa/runner'
import { localPath } from '../../packages/adonis-welcome-back/server/forms/returnPaths'

const host = 'lessons.example:3333'

const kept = {
  '/': '/',
  '/account': '/account',
  '/lessons/one?page=2&a=b%20c#discussion': '/lessons/one?page=2&a=b%20c#discussion',
  '/a?next=//evil.example': '/a?next=//evil.example',
  '/a?next=https://evil.example': '/a?next=https://evil.example',
  '/größe': '/gr%C3%B6%C3%9Fe',
  '/%2F%2Fevil.example': '/%2F%2Fevil.example',
  '/a/../b': '/b',
  account: '/account',
  '?page=2': '/?page=2',
  '#top': '/#top',
  '': '/',
  'http://lessons.example:3333/account?a=b': '/account?a=b',
  'https://lessons.example:3333/account': '/account',
  '//lessons.example:3333/account': '/account',
}

const refused = [
  ...['//evil.example', '///evil.example', '////evil.example', '/.//evil.example', '/a/..//evil.example'],
  ...['\\evil', '\\\\evil.example', '/\\evil.example', '/\\/evil.example', '/a\\b', 'http:\\\\evil.example'],
  ...['https://evil.example', 'https:evil.example', 'HTTP://EVIL.EXAMPLE/', 'ftp://lessons.example:3333/a'],
  ...[
    'http://lessons.example/a',
    'http://lessons.example:4444/a',
    'http://lessons.example:3333.evil.example/',
  ],
  ...['http://lessons.example:3333@evil.example/', 'http://lessons.example:3333//evil.example'],
  ...['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', 'blob:http://lessons.example:3333/x'],
  ...[
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\nSet-Cookie: a=b',
    'java\nscript:alert(1)',
    '/a\0b',
    '\u0085//evil',
  ],
  ...['http://[', 'http://', '//', 'http://%'],
]

test.group('localPath', () => {
  for (const [address, path] of Object.entries(kept)) {
    test(`returns ${JSON.stringify(address)}`, ({ assert }) => assert.equal(localPath(address, host), path))
  }

  for (const address of refused) {
    test(`returns / for ${JSON.stringify(address)}`, ({ assert }) => {
      assert.equal(localPath(address, host), '/')
    })
  }

  for (const nothing of [undefined, null, 1, {}, [], ['/account'], { toString: () => '//evil.example' }]) {
    test(`returns / for a value that is no text: ${JSON.stringify(nothing)}`, ({ assert }) => {
      assert.equal(localPath(nothing, host), '/')
    })
  }

  test('returns / if the host of the site is unknown', ({ assert }) => {
    for (const unknown of [undefined, '', '[', 'a b']) assert.equal(localPath('//evil.example', unknown), '/')
  })

  test('returns a path that it returns unchanged', ({ assert }) => {
    for (const path of Object.values(kept)) assert.equal(localPath(path, host), path)
  })
})
