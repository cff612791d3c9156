import Env from '@ioc:Adonis/Core/Env'
import type { RequestContract } from '@ioc:Adonis/Core/Request'

/** Returns the address of the site as others should link to it, without a slash at the end. */
export const siteUrl = (request: RequestContract) =>
  Env.get('APP_URL') ?? `${request.protocol()}://${request.header('host')}`
