import { randomUUID } from 'crypto'
import { createServer as createHttpServer, IncomingMessage, Server, ServerResponse, STATUS_CODES } from 'http'
import type { Duplex } from 'stream'
import type { ApplicationContract } from '@ioc:Adonis/Core/Application'

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown

const spoofable = ['PUT', 'PATCH', 'DELETE']

const statuses: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** Also sends the site's headers if Node or the framework cannot read the request. */
export function createServer(application: ApplicationContract, handle: Handle): Server {
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    Connection: 'close',
    ...application.config.get('headers.always'),
  }
  const refuse = (response: ServerResponse, status: number) =>
    response.headersSent
      ? response.destroy()
      : response.writeHead(status, headers).end(`${STATUS_CODES[status]}\n`)

  const unused = new Set<Duplex>()
  // Node's own response would lack the site's headers.
  const server = createHttpServer({ requireHostHeader: false }, async (request, response) => {
    unused.delete(request.socket)
    if (request.httpVersion === '1.1' && !request.headers.host) return refuse(response, 400)
    request.headers['x-request-id'] ??= nextId()
    if (request.method === 'POST') request.method = methodOf(request.url!)
    try {
      await handle(request, response)
    } catch (error: any) {
      // The framework parses the target outside its error handling.
      if (error.code === 'ERR_INVALID_URL') return refuse(response, 400)
      application.logger.error(error)
      refuse(response, 500)
    }
  })
  server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  // Browsers open connections in advance. Node does not count them as idle, so a stopping server would wait for them.
  const closeIdleConnections = server.closeIdleConnections.bind(server)
  server.closeIdleConnections = () => {
    closeIdleConnections()
    unused.forEach((socket) => socket.destroy())
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
