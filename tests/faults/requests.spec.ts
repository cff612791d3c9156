import { once } from 'events'
import type { IncomingMessage } from 'http'
import { connect } from 'net'
import { text } from 'stream/consumers'
import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import type User from 'App/Models/User'
import { UserFactory } from 'Database/factories'
import { emptyDatabase, lesson } from '../support/database'
import { exchange, headOf, numbersOf, oddRequest, Wire } from '../support/fuzz'
import { close, listen } from '../support/proxies'
import { createServer, timeouts } from '../../framework/Server'
import { SiteProcess, until } from '../support/processes'
import { signedIn } from '../support/signedIn'

const production = { PORT: process.env.PORT, NODE_ENV: 'production', LOG_LEVEL: 'error' }
const [count, atOnce] = [2_000, 20]
const restarts = Number(process.env.RESTARTS ?? 1)

test.group('Two servers on one port', (group) => {
  group.tap((test) => test.tags(['any database']))

  test('the second ends with one line', async ({ assert }) => {
    const site = await SiteProcess.start(undefined, { LOG_LEVEL: 'error' })
    const second = SiteProcess.start(undefined, { LOG_LEVEL: 'error', PORT: String(site.port) })
    const line = `The server did not start: Port ${site.port} is taken. Choose another PORT.\n`
    await assert.rejects(() => second, line)
    await site.end('SIGKILL')
  })
})

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
    'a host that newer parsers accept': [`GET http://xn--/health HTTP/1.1\r\n${host}\r\n`, 200],
    'a host behind two slashes': [`GET //a@[ HTTP/1.1\r\n${host}\r\n`, 400],
    'a host behind a host': [`GET http://a//a@[ HTTP/1.1\r\n${host}\r\n`, 400],
    'a whole address': [`GET http://u:p@127.0.0.1:80/health?a#b HTTP/1.1\r\n${host}\r\n`, 200],
    'an address without a path': [`GET HTTP://[::1]?a=b HTTP/1.1\r\n${host}\r\n`, 200],
    'a method in a whole address': [`POST http://a/logout?_method=PUT HTTP/1.1\r\n${host}\r\n`, 404],
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

  const withoutHost = [
    'http://',
    'https://',
    'http:///health',
    'http://?a',
    'http://@',
    'http://@/',
    'http://:80',
  ]
  const otherAddresses = [
    'a://',
    'a://host/',
    'ftp://127.0.0.1/',
    'javascript:alert(1)',
    'http:health',
    '?a',
    '%2f',
  ]
  test('with an address that has no host or another scheme returns 400', async ({ assert }) => {
    for (const target of [...withoutHost, ...otherAddresses]) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        for (const version of [`HTTP/1.1\r\n${host}`, 'HTTP/1.0\r\n']) {
          const text = `${method} ${target} ${version}\r\n`
          const answer = await exchange(site.port, { text })
          assert.equal(headOf(answer).status, 400, text)
          assert.isUndefined(faultOf(answer), text)
        }
      }
    }
  })

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
  const request = 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

  async function connected(site: SiteProcess) {
    const socket = connect(site.port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }

  const isGone = async (site: SiteProcess) => (await site.status('/health')) === null

  test('responds to every request that was sent before', async ({ assert }) => {
    for (let restart = 0; restart < restarts; restart++) {
      const site = await SiteProcess.start(undefined, production)
      const known = await Promise.all(Array.from({ length: 8 }, () => connected(site)))
      await site.status('/health')
      // Like a busy process: the operating system takes connections and requests that the server has not seen.
      process.kill(site.pid!, 'SIGSTOP')
      const sockets = [...known, ...(await Promise.all(Array.from({ length: 8 }, () => connected(site))))]
      sockets.forEach((socket) => socket.write(request))
      const exit = site.end('SIGTERM')
      process.kill(site.pid!, 'SIGCONT')

      const answers = await Promise.all(sockets.map(text))
      assert.deepEqual(
        answers.map((answer) => headOf(answer).status),
        sockets.map(() => 200),
      )
      assert.equal(await exit, 0)
    }
  }).timeout(300_000)

  test('finishes a request whose header has come in part', async ({ assert }) => {
    const site = await SiteProcess.start(undefined, production)
    const socket = await connected(site)
    await new Promise((sent) => socket.write(request.slice(0, 20), sent))
    const exit = site.end('SIGTERM')
    await until(() => isGone(site))
    socket.write(request.slice(20))
    assert.equal(headOf(await text(socket)).status, 200)
    assert.equal(await exit, 0)
  })

  test('does not wait for a connection without a request', async ({ assert }) => {
    const site = await SiteProcess.start(undefined, production)
    const socket = await connected(site)
    assert.equal(await site.end('SIGTERM'), 0)
    assert.equal(await text(socket), '')
  }).timeout(20_000)

  test('exits 25 seconds later if a request is still running', async ({ assert }) => {
    const site = await SiteProcess.start(undefined, production)
    const running = await halfRequest(site)
    await site.advance(0)
    const exit = site.end('SIGTERM')
    let passed = 0
    await until(async () => {
      await site.advance(500)
      passed += 500
      return isGone(site)
    })
    await site.advance(24_999 - passed)
    assert.isFalse(site.hasEnded)
    await site.advance(passed)
    assert.equal(await exit, 0)
    assert.equal(await text(running), '')
  })
})

test.group('A request that comes too slowly', () => {
  test('is refused within a minute, whether its header, its body or nothing comes', async ({ assert }) => {
    assert.isAtMost(timeouts.headersTimeout, timeouts.requestTimeout)
    assert.isAtMost(timeouts.requestTimeout + timeouts.connectionsCheckingInterval, 60_000)

    const short = { headersTimeout: 200, requestTimeout: 300, connectionsCheckingInterval: 20 }
    const handle = async (request: IncomingMessage) => void (await text(request).catch(() => {}))
    const server = createServer(Application, handle, short)
    const port = await listen(server)
    const head = 'POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n'
    const slow = ['', head, `${head}Content-Length: 9\r\n\r\na`]
    const answers = await Promise.all(slow.map((text) => exchange(port, { text })))
    await close(server)
    assert.deepEqual(
      answers.map((answer) => headOf(answer).status),
      [408, 408, 408],
    )
    assert.property(headOf(answers[2]).headers, 'content-security-policy')
  })
})
