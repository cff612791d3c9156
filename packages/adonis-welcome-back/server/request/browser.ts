import type { RequestContract } from '@ioc:Adonis/Core/Request'

export interface Browser {
  userAgent: string
  address: string
}

export const browserOf = (request: RequestContract): Browser => ({
  userAgent: request.header('user-agent', '')!.slice(0, 500),
  address: request.ip().slice(0, 45),
})
