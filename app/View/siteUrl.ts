import Env from '@ioc:Adonis/Core/Env'
import type { RequestContract } from '@ioc:Adonis/Core/Request'

/** Returns the address of the site: `APP_URL`, or by default the one that the visitor used. Others must not read that. */
export const siteUrl = (request: RequestContract): string => Env.get('APP_URL') ?? requestedUrl(request)

function requestedUrl(request: RequestContract): string {
  const scheme = request.protocol() === 'https' ? 'https' : 'http'
  const address = `${scheme}://${request.header('host')}`
  return isOrigin(address) ? address : `http://${Env.get('HOST')}:${Env.get('PORT')}`
}

const isOrigin = (address: string) => /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(address)
