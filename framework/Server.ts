import { randomUUID } from 'crypto'
import { createServer as createHttpServer, IncomingMessage, Server, ServerResponse, STATUS_CODES } from 'http'
import type { Socket } from 'net'
import type { Duplex } from 'stream'
import type { ApplicationContract } from '@ioc:Adonis/Core/Application'

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown

const spoofable = ['PUT', 'PATCH', 'DELETE']

const statuses: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** A request has arrived completely within a minute, or its connection is closed. In milliseconds. */
export const timeouts = { headersTimeout: 20_000, requestTimeout: 50_000, connectionsCheckingInterval: 5_000 }

/** A connection that has sent nothing for so long gets no request. In milliseconds. */
const arrivalTimeout = 250

/** Also sends the site's headers if Node or the framework cannot read the request. */
export function createServer(application: ApplicationContract, handle: Handle, limits = timeouts): Server {
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    Connection: 'close',
    ...application.config.get('headers.always'),
  }
  const refuse = (response: ServerResponse, status: number) =>
    response.headersSent
      ? response.destroy()
      : response.writeHead(status, headers).end(`${STATUS_CODES[status]}\n`)

  const sockets = new Set<Socket>()
  // Node's own response would lack the site's headers.
  const server = createHttpServer({ ...limits, requireHostHeader: false }, async (request, response) => {
    if (request.httpVersion === '1.1' && !request.headers.host) return refuse(response, 400)
    const target = targetOf(request.url!)
    if (!target) return refuse(response, 400)

    request.url = target
    if (!isPlain(request.headers['x-request-id'])) request.headers['x-request-id'] = nextId()
    if (request.method === 'POST') request.method = methodOf(target)
    try {
      await handle(request, response)
    } catch (error: any) {
      application.logger.error(error)
      refuse(response, 500)
    }
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // Browsers open connections in advance. Node does not count them as idle, so a stopping server would wait for them.
  const closeIdleConnections = server.closeIdleConnections.bind(server)
  server.closeIdleConnections = () => {
    closeIdleConnections()
    setTimeout(() => sockets.forEach((socket) => socket.bytesRead || socket.destroy()), arrivalTimeout)
  }
  server.on('checkExpectation', (_request, response) => refuse(response, 417))
  server.on('connect', (_request, socket) => hangUp(socket, 400, headers))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    hangUp(socket, statuses[error.code!] ?? 400, headers),
  )
  return server
}

const processName = randomUUID().slice(0, 8)
let requestCount = 0

const nextId = () => `${processName}-${++requestCount}`

const isPlain = (id: unknown): id is string => typeof id === 'string' && /^[\w.-]{1,64}$/.test(id)

const address = /^https?:\/\/(?:[^/?#@]*@)?(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?=[/?#]|$)/i
const likeAnAddress = /^\/\/[^/]*@/

/**
 * Returns path and query of a target, or null for one without a host or of another kind. Node's parsers accept different
 * hosts in different versions, and the framework fails where they do.
 */
function targetOf(target: string): string | null {
  const rest = target.replace(address, '')
  const path = rest === target || rest.startsWith('/') ? rest : `/${rest}`
  return path === '*' || isPath(path) ? path : null
}

const isPath = (target: string) => target.startsWith('/') && !likeAnAddress.test(target)

/** HTML forms can only POST. They name another method in the query. */
function methodOf(target: string): string {
  const [method, ...more] = new URLSearchParams(target.split('?')[1]).getAll('_method')
  return more.length === 0 && spoofable.includes(method) ? method : 'POST'
}

function hangUp(socket: Duplex, status: number, headers: Record<string, string>) {
  const running: ServerResponse | undefined = (socket as any)._httpMessage
  if (!socket.writable || running?.headersSent) return socket.destroy()

  const body = `${STATUS_CODES[status]}\n`
  const lines = Object.entries({ ...headers, 'Content-Length': body.length })
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines.map((line) => line.join(': '))]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
