import type { IncomingMessage, ServerResponse } from 'http'
import Server from '@ioc:Adonis/Core/Server'

/** Sends everything with this Referrer-Policy. Returns a function that ends it. */
export function sendPolicy(policy: string) {
  const change = (_request: IncomingMessage, response: ServerResponse) => {
    const writeHead = response.writeHead.bind(response)
    response.writeHead = (status: number, headers: any) =>
      writeHead(status, { ...headers, 'referrer-policy': policy })
  }
  Server.instance!.prependListener('request', change)
  return () => void Server.instance!.off('request', change)
}
