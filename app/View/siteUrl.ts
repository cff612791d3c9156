import Env from '@ioc:Adonis/Core/Env'
import type { RequestContract } from '@ioc:Adonis/Core/Request'

export const siteUrl = (request: RequestContract) =>
  Env.get('APP_URL') ?? `${request.protocol()}://${request.header('host')}`
