import { createServer, request, IncomingMessage, ServerResponse } from 'http'
import { connect, createServer as createTcpServer, AddressInfo, Server, Socket } from 'net'
import { Transform } from 'stream'
import { buffer } from 'stream/consumers'

const host = '127.0.0.1'

export const listen = (server: Server, port = 0) =>
  new Promise<number>((resolve, reject) =>
    server.once('error', reject).listen(port, host, () => resolve((server.address() as AddressInfo).port)),
  )

export const close = (server: Server) => new Promise((resolve) => server.close(resolve))

export async function freePort() {
  const probe = createTcpServer()
  const port = await listen(probe)
  await close(probe)
  return port
}

/**
 * A round-robin balancer. It skips a server that cannot be reached. If a server dies during a response, it returns 502.
 */
export class Balancer {
  public ports: number[] = []
  private turn = 0
  private server = createServer((incoming, outgoing) => this.pass(incoming, outgoing))

  public listen(port: number) {
    return listen(this.server, port)
  }

  public close() {
    this.server.closeAllConnections()
    return close(this.server)
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse) {
    const body = await buffer(incoming)
    this.turn++
    for (let tried = 0; tried < this.ports.length; tried++) {
      const port = this.ports[(this.turn + tried) % this.ports.length]
      if (await this.forward(port, incoming, body, outgoing)) return
    }
    outgoing.writeHead(502).end()
  }

  /** Returns false if the server was not reached, so that it cannot have done anything. */
  private forward(port: number, { method, url, headers }: IncomingMessage, body: Buffer, to: ServerResponse) {
    return new Promise<boolean>((resolve) => {
      const fail = () => (to.headersSent ? to.destroy() : to.writeHead(502).end())
      const passed = request({ host, port, method, path: url, headers, agent: false }, (answer) => {
        to.writeHead(answer.statusCode!, answer.rawHeaders)
        answer.pipe(to)
        answer.on('error', () => to.destroy())
        answer.on('close', () => resolve(true))
      })
      passed.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') return resolve(false)
        fail()
        resolve(true)
      })
      passed.end(body)
    })
  }
}

/** A TCP proxy whose connections can be cut and restored. */
export class TcpProxy {
  public port: number
  /** Cuts the connection that next sends this text: before it arrives, or before its response comes back. */
  public cutAt: { text: RegExp; moment: 'before' | 'after' } | null = null
  private isSilent = false
  private sockets = new Set<Socket>()
  private server = createTcpServer((socket) => this.pass(socket))

  constructor(private to: { host: string; port: number }) {}

  public async open() {
    this.port = await listen(this.server, this.port)
  }

  /** Closes every connection, and refuses new ones. */
  public async cut() {
    const closed = close(this.server)
    this.sockets.forEach((socket) => socket.destroy())
    await closed
  }

  /** Silently stops all data, or lets it through again. */
  public silence(isSilent: boolean) {
    this.isSilent = isSilent
    for (const socket of this.sockets) socket[isSilent ? 'pause' : 'resume']()
  }

  /** Drops the current connections without notifying either end. */
  public forget() {
    this.sockets.forEach((socket) => socket.pause())
  }

  private pass(near: Socket) {
    const far = connect(this.to.port, this.to.host)
    near.pipe(this.watch(near, far)).pipe(far)
    far.pipe(near)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      this.sockets.add(socket)
      if (this.isSilent) socket.pause()
      socket.on('error', () => {})
      socket.on('close', () => {
        this.sockets.delete(socket)
        other.destroy()
      })
    }
  }

  private watch(near: Socket, far: Socket) {
    return new Transform({
      transform: (chunk, _encoding, pass) => {
        const { cutAt } = this
        if (!cutAt?.text.test(chunk.toString('latin1'))) return pass(null, chunk)

        this.cutAt = null
        if (cutAt.moment === 'before') return near.destroy()
        far.unpipe(near)
        far.once('data', () => near.destroy()).resume()
        pass(null, chunk)
      },
    })
  }
}
