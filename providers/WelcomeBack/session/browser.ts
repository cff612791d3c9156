import type { RequestContract } from '@ioc:Adonis/Core/Request'

/** What a request says about the browser that sent it. */
export interface Browser {
  userAgent: string
  address: string
}

export const browserOf = (request: RequestContract): Browser => ({
  userAgent: request.header('user-agent', '')!.slice(0, 500),
  address: request.ip().slice(0, 45),
})
