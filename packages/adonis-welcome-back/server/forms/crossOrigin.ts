import type { RequestContract } from '@ioc:Adonis/Core/Request'
import { isRenderedHere } from './formPages'
import { isSameOrigin } from '../request/origin'

/**
 * Returns whether a page of another site sent the form: by `Sec-Fetch-Site`, or by `Origin` in older browsers. A form
 * with a signed page is from this site, also if its page hides its origin.
 */
export function isCrossOrigin(request: RequestContract): boolean {
  const site = isForm(request) && request.header('sec-fetch-site')
  if (site) return !['same-origin', 'none'].includes(site)
  return request.header('origin') !== undefined && !isSameOrigin(request) && !isRenderedHere(request)
}

const isForm = (request: RequestContract) => !['GET', 'HEAD'].includes(request.method())
