import { connect } from 'net'

/** A request as it is sent, and whether it is complete. If it is not, the client closes the connection. */
export interface Wire {
  text: string
  isCut?: boolean
}

/** Returns whole numbers below a limit, the same in every run with a seed. */
export function numbersOf(seed: number) {
  return (limit: number) => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** Sends a request on its own connection. Returns everything that the server sent until it closed the connection. */
export function exchange(port: number, { text, isCut }: Wire): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () =>
      isCut ? socket.end(text, 'latin1') : socket.write(text, 'latin1'),
    )
    socket.setTimeout(10_000, () => socket.destroy())
    socket.on('data', (data) => (answer += data.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}

/** Returns status and headers of the first response that is not an interim one. */
export function headOf(answer: string) {
  const [head, ...rest] = answer.split('\r\n\r\n')
  if (/^HTTP\/1\.1 1\d\d/.test(head)) return headOf(rest.join('\r\n\r\n'))

  const [line, ...fields] = head.split('\r\n')
  const headers = fields
    .map((field) => field.split(/: (.*)/s))
    .map(([name, value]) => [name.toLowerCase(), value])
  return { status: Number(line.match(/^HTTP\/1\.1 (\d{3}) /)?.[1]), headers: Object.fromEntries(headers) }
}

const routes = [
  'GET /',
  'GET /lessons/sessions',
  'GET /login',
  'GET /register',
  'GET /account',
  'GET /account/sessions',
  'GET /go/auth/reset',
  'GET /go/auth/switched',
  'GET /go/signed-in',
  'GET /api/user/check',
  'GET /api/user/page',
  'GET /health',
  'GET /favicon.svg',
  'GET /assets/entrypoints.json',
  'GET /unknown',
  'POST /login',
  'POST /register',
  'POST /logout',
  'POST /lessons/sessions/comments',
  'POST /lessons/sessions/comments',
  'POST /comments/1?_method=DELETE',
  'POST /account?_method=PUT',
  'POST /account?_method=PUT',
  'POST /account/password?_method=PUT',
  'POST /account/sessions?_method=DELETE',
  `POST /account/sessions/${'x'.repeat(43)}?_method=DELETE`,
  'PUT /account',
  'DELETE /comments/999999999',
]

const rareMethods = [
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'PROPFIND',
  'BREW',
  'get',
  '',
  '\0',
]

const oddTargets = [
  'http://',
  'http://?a',
  'http://@',
  'http://:80',
  'a://',
  'http://[',
  'http://xn--/',
  'http://xn--iñvalid.com/',
  'http://a b/',
  'http://127.0.0.1/login',
  'https://user:password@evil.example/account?a=b#c',
  'ftp://evil.example/',
  'javascript:alert(1)',
  '//a@[',
  '//a@xn--/',
  '//evil.example/login',
  '//',
  '*',
  '?',
  '',
  '\\',
  '/\\evil.example',
  '/%',
  '/%00',
  '/lessons/%E0%A4%A',
  '/lessons/%ff',
  '/../../etc/passwd',
  '/..%2f..%2f.env',
  '/assets/..%5c..%5c.env',
  '/constructor',
  '/__proto__',
  '/lessons/__proto__',
  '/comments/NaN',
  '/account/sessions/constructor',
  '/#fragment',
  '/;a=b',
  '/é',
  '/\x7f',
  '/\x01',
  `/${'a'.repeat(4000)}`,
  `/${'a/'.repeat(2000)}`,
  '127.0.0.1:80',
  '[::1]:80',
]

const queries = [
  '_method[]=x',
  '_method[a]=b',
  '_method=PUT&_method=DELETE',
  '_method=PUT',
  '_method=PATCH',
  '_method=DELETE',
  '_method=put',
  '_method=CONNECT',
  '_method=__proto__',
  '_method=%00',
  '_method',
  '_method=',
  '_method[__proto__][toUpperCase]=x',
  'page=2',
  'page=0',
  'page=-1',
  'page=1e400',
  'page=99999999999999999999',
  'page[]=1&page[]=2',
  'page=%00',
  'return=//evil.example',
  'return=http://[',
  'return=%0d%0aSet-Cookie:a=b',
  'return[a]=b',
  'return=%E0%A4%A',
  'return=/lessons/sessions%23%F0%9F%8D%B0',
  'stamp=x&viewer[]=y',
  '__proto__[a]=b&constructor[prototype][a]=b',
  `a${'[b]'.repeat(300)}=c`,
  Array.from({ length: 300 }, (_, index) => `a[${index}]=b`).join('&'),
  'hasOwnProperty=1&toString=2&valueOf[]=3',
  '&&&===&',
  '%',
  'a=\\"\'<>`{}|^',
]

const headers = [
  'Host: a b',
  'Host: [',
  'Host: evil.example:99999',
  'Host: \xff\xfe',
  'Cookie: ',
  'Cookie: =; ;;; =',
  'Cookie: __Host-session=nonsense; __Host-session=more',
  'Cookie: __Host-session=s%3AeyJtZXNzYWdlIjp7fX0.x',
  'Cookie: __Host-session=%E0%A4%A',
  'Cookie: __Host-remember=e%3Anonsense',
  'Cookie: __proto__=x; constructor=y',
  `Cookie: a=${'x'.repeat(7000)}`,
  'Accept: nonsense/;q=x',
  'Accept: application/json',
  'Accept: text/html;q=0, */*;q=0',
  'Accept-Encoding: ,;q=nonsense',
  'Accept-Language: *;q=2',
  'Content-Type: nonsense',
  'Content-Type: multipart/form-data; boundary=',
  'Content-Type: multipart/form-data; boundary=x',
  'Content-Type: application/json; charset=nonsense',
  'Content-Type: application/json',
  'Content-Type: text/plain',
  'Content-Encoding: gzip',
  'Content-Encoding: br',
  'Content-Encoding: nonsense',
  'Expect: 100-continue',
  'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x',
  'Upgrade: h2c',
  'Range: bytes=5-1',
  'Range: bytes=0-9,0-9,0-9,-1',
  'If-Modified-Since: nonsense',
  'If-None-Match: *',
  'If-Match: "x"',
  'Referer: //[',
  'Referer: http://[',
  'Referer: \xe9',
  'Origin: null',
  'Origin: http://[',
  'Origin: http://evil.example',
  'User-Agent: \xe9\xe9',
  `User-Agent: ${'('.repeat(6000)}`,
  `User-Agent: ${'/ '.repeat(3000)}(`,
  'X-Forwarded-For: x',
  `X-Forwarded-For: ${'1, '.repeat(1000)}`,
  'X-Forwarded-For: ::ffff:1.2.3.4, 1.2.3.999',
  'X-Forwarded-Proto: javascript',
  'X-Forwarded-Host: [',
  'X-Request-Id: \xff',
  `X-Request-Id: ${'x'.repeat(2000)}`,
  'X-Requested-With: XMLHttpRequest',
  'X-Csrf-Token: \xff',
  'X-Up-Version: 3.14.3',
  'X-Up-Validate: \xff\x01',
  'X-Http-Method-Override: DELETE',
  '__proto__: x',
]

/** Data that no server can read. */
const brokenHeaders = [
  'Host: ',
  'Expect: nonsense',
  ': x',
  'no colon',
  'a b: c',
  'Name: a\0b',
  ' folded',
  `Long: ${'x'.repeat(20_000)}`,
  'Content-Length: x',
  'Content-Length: -1',
  'Content-Length: 1\r\nContent-Length: 2',
  'Content-Length: 5\r\nTransfer-Encoding: chunked',
  'Transfer-Encoding: nonsense',
  'Transfer-Encoding: gzip, chunked',
]

const bodies = [
  '',
  'email=demo@example.com&password=x',
  'name=a&email=b&password=c&password_confirmation=d',
  'name[]=a&name[b]=c&bio[]=d&body[]=e',
  'body=x&_key[]=y&_viewer[a]=z&_csrf[]=t&_method=DELETE',
  'body=%00&name=%00&bio=%00&_key=%00&_viewer=%00',
  'body=%ff%fe&name=%E0%A4%A&bio=%',
  `body=${'x'.repeat(12_000)}`,
  `bio=${'x'.repeat(70_000)}`,
  `email=${'İ'.repeat(300)}&password=x`,
  'current_password=a&password=b&password_confirmation=b',
  '__proto__[a]=b&constructor[prototype][c]=d&hasOwnProperty=e',
  `body${'[a]'.repeat(2000)}=b`,
  Array.from({ length: 2000 }, (_, index) => `f${index}=1`).join('&'),
  '{}',
  '[]',
  'null',
  '"text"',
  '{',
  '{"body":{"toString":1,"valueOf":1},"_key":{"a":1},"_csrf":[],"_viewer":{},"name":1e999}',
  '{"email":{"a":1},"password":[1],"remember_me":{},"__proto__":{"a":1}}',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  '{"body":"\\ud800","name":"\\u0000","bio":"\\udfff"}',
  '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
  '\xff\xfe\x00\x01',
]

const chunks = ['0\r\n\r\n', '5\r\nhello\r\n0\r\n\r\n', 'x\r\n', '-1\r\n', 'ffffffffffffffffff\r\n']

/**
 * Returns a request that no browser would send, made of a few malformed parts. Takes the numbers that select them, and
 * the headers of signed-in users.
 */
export function oddRequest(next: (limit: number) => number, people: string[][]): Wire {
  const one = <Part>(parts: Part[]) => parts[next(parts.length)]
  const seldom = () => next(8) === 0

  const [usualMethod, usualTarget] = one(routes).split(' ')
  const method = seldom() ? one(rareMethods) : usualMethod
  const target = seldom() ? one(oddTargets) : usualTarget
  const query = [one(queries), one(queries)].slice(next(3))
  const version = seldom() && seldom() ? one(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'HTTP']) : 'HTTP/1.1'
  const fields = [
    ...(seldom() && seldom() ? [] : ['Host: 127.0.0.1']),
    'Connection: close',
    ...(next(3) ? one(people) : []),
    ...[one(headers), one(headers)].slice(next(3)),
    ...(seldom() ? [one(brokenHeaders)] : []),
  ]
  const sent = ['GET', 'HEAD'].includes(method) ? '' : one(bodies)
  const body = Buffer.from(sent).toString('latin1')
  // Node waits for the end of these malformed requests, and sends 408 after its timeout.
  const isUpgrade = fields.some((field) => field.startsWith('Upgrade'))
  const isChunked = sent !== '' && seldom() && !isUpgrade
  if (isChunked) fields.push('Transfer-Encoding: chunked')
  else if (sent) fields.push(`Content-Length: ${body.length}`)
  const type = /^[[{"n]/.test(sent) && next(2) ? 'json' : 'x-www-form-urlencoded'
  if (sent) fields.push(`Content-Type: application/${type}`)

  const address = [target, ...query].reduce(
    (start, pair) => `${start}${start.includes('?') ? '&' : '?'}${pair}`,
  )
  const head = `${method} ${address} ${version}\r\n${fields.join('\r\n')}\r\n\r\n`
  const text = head + (isChunked ? one(chunks) : body)
  return seldom() && !isUpgrade ? { text: text.slice(0, 1 + next(text.length - 1)), isCut: true } : { text }
}
