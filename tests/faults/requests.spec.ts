import { once } from 'events'
import { connect } from 'net'
import { text } from 'stream/consumers'
import { test } from '@japa/runner'
import type User from 'App/Models/User'
import { UserFactory } from 'Database/factories'
import { emptyDatabase, lesson } from '../support/database'
import { exchange, headOf, numbersOf, oddRequest, Wire } from '../support/fuzz'
import { SiteProcess, until } from '../support/processes'
import { signedIn } from '../support/signedIn'

const production = { PORT: process.env.PORT, NODE_ENV: 'production', LOG_LEVEL: 'error' }
const [count, atOnce] = [2_000, 20]

test.group('A malformed request', (group) => {
  group.tap((test) => test.tags(['any database']))
  let site: SiteProcess

  group.setup(async () => {
    site = await SiteProcess.start(undefined, production)
    return () => site.end('SIGKILL')
  })
  group.each.setup(emptyDatabase)

  /** Returns what is wrong with a response: a status of 500 or more, or a missing header. */
  function faultOf(answer: string): string | undefined {
    const { status, headers } = headOf(answer)
    if (!(status >= 200 && status < 500)) return `status ${status}`
    if (!headers['content-security-policy']?.includes("default-src 'none'")) return 'no policy'
    if (headers['x-content-type-options'] !== 'nosniff') return 'no nosniff'
    if (headers['strict-transport-security'] !== 'max-age=31536000; includeSubDomains') return 'no HSTS'
    return undefined
  }

  const host = 'Host: 127.0.0.1\r\nConnection: close\r\n'
  const known: Record<string, [text: string, status: number]> = {
    'a method that is a list': [`POST /?_method[]=x HTTP/1.1\r\n${host}\r\n`, 404],
    'a method that is an object': [`POST /login?_method[a]=b HTTP/1.1\r\n${host}\r\n`, 303],
    'two methods': [`POST /account?_method=PUT&_method=PUT HTTP/1.1\r\n${host}\r\n`, 404],
    'an unknown method': [`POST /account?_method=BREW HTTP/1.1\r\n${host}\r\n`, 404],
    'an invalid host': [`GET http://[ HTTP/1.1\r\n${host}\r\n`, 400],
    'a host in broken Punycode': [`GET http://xn--/ HTTP/1.1\r\n${host}\r\n`, 400],
    'a host behind two slashes': [`GET //a@[ HTTP/1.1\r\n${host}\r\n`, 400],
    'a whole address': [`GET http://127.0.0.1/health HTTP/1.1\r\n${host}\r\n`, 200],
    'an asterisk': [`OPTIONS * HTTP/1.1\r\n${host}\r\n`, 404],
    'no host': ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    'no host, where none is needed': ['GET /health HTTP/1.0\r\n\r\n', 200],
    'a tunnel': [`CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`, 400],
    'a trace': [`TRACE / HTTP/1.1\r\n${host}\r\n`, 404],
    'another protocol': [`GET /health HTTP/1.1\r\n${host}Upgrade: h2c\r\n\r\n`, 200],
    'an expectation': [`GET / HTTP/1.1\r\n${host}Expect: x\r\n\r\n`, 417],
    'headers that are too long': [`GET / HTTP/1.1\r\n${host}A: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    'no HTTP': ['\x16\x03\x01\r\n\r\n', 400],
    'a broken body': [`POST /login HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nx\r\n`, 400],
  }
  for (const [name, [wire, status]] of Object.entries(known)) {
    test(`with ${name} returns ${status}`, async ({ assert }) => {
      const answer = await exchange(site.port, { text: wire })
      assert.equal(headOf(answer).status, status)
      assert.isUndefined(faultOf(answer))
    })
  }

  /** The headers of a signed-in user. */
  async function headersOf(user: User) {
    const visitor = await signedIn(user)
    const token = (await visitor.get('/')).meta('csrf-token')!
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
    return [`Cookie: ${cookie}`, `X-Csrf-Token: ${token}`, 'User-Agent: Firefox']
  }

  test('2,000 of them return a status below 500 with the headers of the site, and the server keeps running', async ({
    assert,
  }) => {
    await lesson()
    const people = await Promise.all((await UserFactory.createMany(12)).map(headersOf))
    const next = numbersOf(20261124)
    const requests = Array.from({ length: count }, () => oddRequest(next, people))
    const faults: string[] = []
    const statuses = new Set<number>()
    const work = async () => {
      for (let request: Wire | undefined; (request = requests.pop());) {
        const answer = await exchange(site.port, request)
        const fault = faultOf(answer)
        if (fault) faults.push(`${fault}: ${JSON.stringify(request)}`)
        statuses.add(headOf(answer).status)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))

    assert.deepEqual(faults, [])
    assert.includeMembers([...statuses], [200, 302, 303, 400, 401, 403, 404, 413, 415, 417, 431])
    assert.isFalse(site.hasEnded)
    assert.equal(await site.status('/health'), 200)
    assert.equal(site.output, '')
  }).timeout(300_000)
})

/** Starts a request whose body does not come yet. */
async function halfRequest(site: SiteProcess) {
  const running = connect(site.port, '127.0.0.1')
  const form = ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 4']
  const fields = ['Host: 127.0.0.1', 'Expect: 100-continue', ...form]
  running.write(`POST /login HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`)
  await once(running, 'data')
  return running
}

test.group('An error outside a request', () => {
  test('is logged in one line, and the process ends after its running requests', async ({ assert }) => {
    const hsts = { HSTS_AGE: '1d', HSTS_SUBDOMAINS: 'false' }
    const site = await SiteProcess.start(undefined, { ...production, ...hsts })
    const running = await halfRequest(site)

    const exit = site.fail('Nobody catches "a secret"')
    await until(async () => (await site.status('/health')) === null)
    running.write('a=bc')
    const answer = await text(running)
    assert.equal(await exit, 1)
    assert.equal(headOf(answer).status, 303)
    assert.equal(headOf(answer).headers['strict-transport-security'], 'max-age=86400')

    const [line, ...more] = site.output.trim().split('\n')
    assert.deepEqual(more, [])
    assert.containsSubset(JSON.parse(line), { level: 60, err: { message: 'Nobody catches …' } })
  })
})

test.group('A server that gets SIGTERM', () => {
  test('does not wait for a connection without a request, or with half of its header', async ({ assert }) => {
    const site = await SiteProcess.start(undefined, production)
    const sockets = [connect(site.port, '127.0.0.1'), connect(site.port, '127.0.0.1')]
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    await new Promise((sent) => sockets[1].write('POST /login HTTP/1.1\r\nHost: ', sent))
    const closed = sockets.map((socket) => new Promise((done) => socket.on('error', done).on('close', done)))
    await site.advance(0)
    assert.equal(await site.end('SIGTERM'), 0)
    await Promise.all(closed)
    assert.deepEqual([sockets[0].bytesRead, sockets[1].bytesRead], [0, 0])
  })

  test('exits 25 seconds later if a request is still running', async ({ assert }) => {
    const site = await SiteProcess.start(undefined, production)
    const running = await halfRequest(site)
    await site.advance(0)
    const exit = site.end('SIGTERM')
    await until(async () => (await site.status('/health')) === null)
    await site.advance(24_999)
    assert.isFalse(site.hasEnded)
    await site.advance(1)
    assert.equal(await exit, 0)
    assert.equal(await text(running), '')
  })
})
