import { password } from 'Database/factories'
import { readdirSync } from 'fs'
import { request } from 'http'
import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import { ada, commentRows, emptyDatabase, expireSessions, lesson } from '../support/database'
import { Fields, origin, Visitor } from '../support/visitor'
import { adaSignedIn } from '../support/signedIn'

const form = 'application/x-www-form-urlencoded'

/** Requests exactly this target, without normalization by a URL class. */
function getRaw(path: string, headers: Record<string, string> = {}): Promise<number> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) =>
    request({ hostname, port, path, headers: { accept: 'text/html', ...headers } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode!))
    })
      .on('error', reject)
      .end(),
  )
}

test.group('Headers', (group) => {
  group.each.setup(emptyDatabase)

  const asset = () =>
    `/assets/${readdirSync(Application.publicPath('assets')).find((name) => name.endsWith('.js'))}`
  test('let a browser cache files with a hash in their name, and no others', async ({ assert }) => {
    const visitor = new Visitor()
    assert.equal((await visitor.get(asset())).header('cache-control'), 'public, max-age=31536000, immutable')
    for (const path of ['/favicon.svg', '/assets/entrypoints.json'])
      assert.equal((await visitor.get(path)).header('cache-control'), 'no-cache')
  })

  const answers = {
    'a page': () => '/',
    'a redirect': () => '/account',
    'an error page': () => '/unknown',
    'a failure': () => '/lessons/%E0%A4%A',
    'a file': asset,
    'the check': () => '/api/user/check',
    'the health page': () => '/health',
  }
  for (const [name, path] of Object.entries(answers)) {
    test(`are on ${name}`, async ({ assert }) => {
      const answer = await new Visitor().get(path())
      const policy = answer.header('content-security-policy')!

      for (const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]) {
        assert.include(policy, rule)
      }
      assert.notMatch(policy, /unsafe-inline|unsafe-eval|\*|https?:/)
      assert.equal(answer.header('referrer-policy'), 'same-origin')
      assert.equal(answer.header('x-content-type-options'), 'nosniff')
      assert.equal(answer.header('x-frame-options'), 'DENY')
      assert.isNull(answer.header('x-powered-by'))
    })
  }

  test('keep the pages of a signed-in visitor out of every cache', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await lesson()
    for (const path of ['/', '/lessons/sessions', '/account', '/login', '/api/user/page']) {
      assert.equal((await visitor.get(path)).header('cache-control'), 'no-store', path)
    }
  })

  test('have flags on every cookie', async ({ assert }) => {
    const visitor = new Visitor()
    const page = await visitor.get('/login')
    const answer = await visitor.signIn(await ada(), '/login', { remember_me: 'true' })

    assert.lengthOf([...page.setsCookies, ...answer.setsCookies], 5)
    for (const cookie of [...page.setsCookies, ...answer.setsCookies]) {
      assert.match(cookie, /; Path=\/(;|$)/)
      assert.match(cookie, /; HttpOnly/)
      assert.match(cookie, /; SameSite=Lax/)
    }
  })

  test('forbid inline code, and pages have no inline scripts, styles or handlers', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await lesson()
    for (const path of ['/', '/lessons/sessions', '/account', '/unknown']) {
      const { html } = await visitor.get(path)
      assert.notMatch(
        html.replace(/<link rel="canonical"[^>]*>/, ''),
        /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|(src|href)="(https?:)?\/\//,
      )
    }
  })
})

test.group('The body of a request', (group) => {
  group.each.setup(emptyDatabase)

  test('may have 60 KB; with 70 KB it gets an error page', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    assert.equal((await visitor.act('/account?_method=PUT', { bio: 'x'.repeat(60_000) })).status, 303)

    const answer = await visitor.act('/account?_method=PUT', { bio: 'x'.repeat(70_000) })
    assert.equal(answer.status, 413)
    assert.match(answer.html, /64 KB at most.*x{70000}.*Go to the lessons/s)
  })

  test('may not be JSON of 70 KB', async ({ assert }) => {
    const body = JSON.stringify({ bio: 'x'.repeat(70_000) })
    const { visitor } = await adaSignedIn()
    const answer = await visitor.post('/account?_method=PUT', body, { 'content-type': 'application/json' })
    assert.equal(answer.status, 413)
  })

  test('may have 10,000 characters in any script', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await lesson()
    const answer = await visitor.submit('/lessons/sessions', 'comment-form', { body: '日'.repeat(10_000) })
    assert.equal(answer.status, 303)
    assert.lengthOf(await commentRows(), 1)
  })

  test('never becomes a message or a header of the site', async ({ assert }) => {
    const words = [
      'verdict=%0Ax',
      'retry_after=%0Ax',
      'retry_after=%E2%82%AC',
      'warning=Call+555-0100',
      'reset=1',
    ]
    for (const [index, query] of words.entries()) {
      const visitor = new Visitor()
      const fields = { email: `${index}@example.com`, password: 'x', [query.split('=')[0]]: 'Call 555-0100' }
      const answer = await visitor.send(`/login?${query}`, fields)
      const page = await visitor.follow(answer, { 'x-up-version': '3.14.3' })
      assert.deepEqual(
        [page.status, page.header('x-session-verdict'), page.header('retry-after')],
        [422, null, null],
      )
      assert.notInclude(page.html, '555-0100</p>')
      assert.notInclude(page.html, 'session-reset')
    }
  })

  test('may have lists in place of text, and every error still has its page', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await lesson()
    const token = (await visitor.get('/lessons/sessions')).meta('csrf-token')!
    const trap = { toString: 1, valueOf: 1 }
    const body = JSON.stringify({ _csrf: token, _viewer: 'x', _key: trap, body: trap })
    const headers = { 'content-type': 'application/json' }
    for (const sender of [visitor, new Visitor()]) {
      const answer = await sender.post('/lessons/sessions/comments', body, headers)
      assert.equal((await sender.follow(answer)).status, 200)
    }
  })

  test('gets a 400 if it is not compressed as its header says', async ({ assert }) => {
    for (const encoding of ['gzip', 'deflate', 'br']) {
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding }
      assert.equal((await new Visitor().post('/login', '{}', headers)).status, 400, encoding)
    }
  })

  test('may have an e-mail that is longer in lower case', async ({ assert }) => {
    const email = `${'İ'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`
    const fields = { name: 'Ada', email, password, password_confirmation: password }
    for (const path of ['/login', '/register'])
      assert.equal((await new Visitor().send(path, fields)).status, 303, path)
  })

  test('is not read as multipart or text', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await lesson()
    const body = new FormData()
    body.set('_csrf', (await visitor.get('/lessons/sessions')).meta('csrf-token')!)
    body.set('body', 'Hello')
    body.set('file', new Blob(['content']), 'name.txt')

    for (const sent of [body, 'body=Hello']) {
      const answer = await visitor.post('/lessons/sessions/comments', sent)
      assert.equal(answer.status, 415)
      assert.include(answer.html, 'This site reads forms and JSON only.')
    }
    assert.lengthOf(await commentRows(), 0)
  })

  test('gets a 400 if it is not valid JSON, as a page or as JSON', async ({ assert }) => {
    for (const body of ['{', '"text"', 'null', '{"a":}']) {
      const headers = { 'content-type': 'application/json' }
      const page = await new Visitor().post('/login', body, headers)
      assert.equal(page.status, 400, body)
      assert.include(page.html, 'We cannot read this request')

      const json = await new Visitor().post('/login', body, { ...headers, accept: 'application/json' })
      assert.equal(json.status, 400, body)
      assert.match(json.header('content-type')!, /^application\/json/)
    }
  })

  const tokens: Record<string, Fields> = {
    'no token': {},
    'a wrong token': { _csrf: 'wrong' },
    'no token and another method named in a field': { _method: 'GET' },
    'no token and another method named in small letters': { _method: 'get' },
  }
  for (const [name, fields] of Object.entries(tokens)) {
    test(`changes nothing with ${name}`, async ({ assert }) => {
      const { visitor } = await adaSignedIn()
      await lesson()
      await visitor.send('/lessons/sessions/comments', { body: 'Forged', ...fields })
      await visitor.send('/account?_method=PUT', { name: 'Mallory', bio: '', ...fields })
      await visitor.send('/logout', fields)

      assert.lengthOf(await commentRows(), 0)
      assert.include((await visitor.get('/')).html, 'Ada')
    })
  }

  const bodies: Record<string, [string, string]> = {
    'a list': ['application/json', '[1, "a", {}]'],
    'deep JSON': ['application/json', '['.repeat(30_000) + ']'.repeat(30_000)],
    'deep JSON in a field': ['application/json', `{"email":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    'a prototype': [
      'application/json',
      '{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}},"email":{}}',
    ],
    'objects for text': [
      'application/json',
      '{"email":{"a":1},"password":[1],"_csrf":{},"_viewer":[],"_method":{}}',
    ],
    'thousands of fields': [form, Array.from({ length: 5000 }, (_, index) => `f${index}=1`).join('&')],
    'deep fields': [form, `email${'[a]'.repeat(5000)}=1`],
    'prototype fields': [
      form,
      '__proto__[a]=1&constructor[prototype][b]=1&email[toString]=1&hasOwnProperty=1',
    ],
    'broken percent-encoding': [form, 'email=%E0%A4%A&password=%'],
    'an unknown encoding': ['application/json; charset=nonsense', '{}'],
    'no fields': [form, ''],
    'an unknown type': ['nonsense', 'email=1'],
    'an unknown method': [form, '_method=BREW'],
  }
  for (const [name, [type, body]] of Object.entries(bodies)) {
    test(`causes no server error with ${name}`, async ({ assert }) => {
      const { visitor } = await adaSignedIn()
      await lesson()
      const token = (await visitor.get('/lessons/sessions')).meta('csrf-token')!
      for (const path of [
        '/login',
        '/register',
        '/lessons/sessions/comments',
        '/account?_method=PUT',
        '/logout',
      ]) {
        const headers = { 'content-type': type, 'x-csrf-token': token }
        const answer = await visitor.post(path, body, headers)
        assert.isBelow(answer.status, 500, path)
        assert.isBelow((await visitor.follow(answer)).status, 500, path)
      }
    })
  }

  test('may have NUL bytes in every field', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    await lesson()
    const text = 'be\0fore'
    const all = ['email', 'name', 'bio', 'body', '_key', 'password', 'current_password', 'remember_me']
    const fields = Object.fromEntries([...all, 'password_confirmation', text].map((name) => [name, text]))
    const forms: [string, Fields][] = [
      ['/account?_method=PUT', fields],
      ['/account/password?_method=PUT', fields],
      ['/lessons/sessions/comments', { ...fields, body: text }],
      ['/lessons/sessions/comments', { ...fields, body: '\0' }],
      ['/lessons/sessions/comments', { ...fields, _viewer: text }],
      ['/comments/0?_method=DELETE', fields],
      ['/login', fields],
      ['/register', { ...fields, email: 'nul\0@example.com' }],
    ]
    for (const [path, sent] of forms) {
      const answer = await visitor.act(path, sent)
      assert.isBelow(answer.status, 500, path)
      assert.isBelow((await visitor.follow(answer)).status, 500, path)
    }
    assert.deepEqual(
      (await commentRows()).map(({ body }) => body),
      ['before'],
    )

    await expireSessions()
    const kept = await visitor.send('/lessons/sessions/comments', { ...fields, _viewer: 'x' })
    assert.equal((await visitor.follow(kept)).status, 200)
  })
})

test.group('The target of a request', (group) => {
  group.each.setup(emptyDatabase)

  const targets: Record<string, number> = {
    '/lessons/%E0%A4%A': 404,
    '/%': 404,
    '/lessons/%00': 404,
    '/lessons/..%2f..%2fetc%2fpasswd': 404,
    '/assets/..%2f..%2f.env': 404,
    '/../.env': 404,
    '/.env': 404,
    '/unknown': 404,
    '/lessons': 200,
    '/lessons/Sessions!': 404,
    '/?page=%00&page[]=1&return[]=x': 200,
    '/?a=%E0%A4%A': 200,
    '/login?return[]=x&return[a]=y': 200,
    '/register?return=%00': 200,
    '//': 404,
    '/go/signed-in?return=%E0%A4%A&signature=x': 302,
  }
  for (const [path, status] of Object.entries(targets)) {
    test(`GET ${path} returns ${status}`, async ({ assert }) => {
      assert.equal(await getRaw(path), status)
    })
  }

  test('returns a page of the site if it is unknown', async ({ assert }) => {
    const answer = await new Visitor().get('/unknown')
    assert.equal(answer.status, 404)
    assert.match(answer.html, /Page not found.*Go to the lessons.*Sign in/s)
  })

  test('does not offer to sign in on an error page to a browser with a session', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    const { html } = await visitor.get('/unknown')
    assert.match(html, /href="\/account"[^>]*>Your account/)
    assert.notInclude(html, 'Sign in')
  })

  test('returns 404 for an impossible comment number', async ({ assert }) => {
    const { visitor } = await adaSignedIn()
    for (const id of ['99999999999999', '999999999', '0', '-1', '1e3', '%00', 'x']) {
      assert.equal((await visitor.act(`/comments/${id}?_method=DELETE`)).status, 404, id)
    }
  })

  const cookies = [
    'session=',
    'session=nonsense',
    'session=s%3Anonsense.signature',
    'session=s:eyJtZXNzYWdlIjp7fX0.x',
    'session=%E0%A4%A',
    'session=%00',
    'remember=e%3Anonsense',
    'remember=nonsense; session=e:1',
    '=; ;;; =',
    `session=${'x'.repeat(7000)}`,
  ]
  for (const cookie of cookies) {
    test(`is shown to a guest if the cookie is ${cookie.slice(0, 40)}`, async ({ assert }) => {
      for (const path of ['/', '/login', '/go/auth/reset', '/api/user/check']) {
        assert.isBelow(await getRaw(path, { cookie }), 400, path)
      }
      assert.equal((await new Visitor().get('/api/user/check', { cookie })).body, 'false')
    })
  }

  test('may come with headers that no browser sends', async ({ assert }) => {
    const headers = {
      host: 'a b',
      referer: '//[',
      origin: 'http://[',
      accept: 'nonsense/;q=x',
      'user-agent': 'é'.repeat(2000),
      'x-forwarded-for': 'x'.repeat(100),
      'x-forwarded-host': '//evil.example\\',
      'x-forwarded-proto': 'javascript',
    }
    for (const [name, value] of Object.entries(headers)) {
      for (const path of ['/', '/account', '/go/auth/reset', '/unknown']) {
        assert.isBelow(await getRaw(path, { [name]: value }), 500, `${name} ${path}`)
      }
    }
  })
})
