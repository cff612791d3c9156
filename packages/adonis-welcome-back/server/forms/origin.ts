import type { RequestContract } from '@ioc:Adonis/Core/Request'

/** Returns whether `Origin` names this site. */
export const isSameOrigin = (request: RequestContract) => hostOf(request) === request.header('host')

/** Returns whether a page of another site sent the form: by `Sec-Fetch-Site`, or by `Origin` in older browsers. */
export function isCrossOrigin(request: RequestContract): boolean {
  const site = isForm(request) && request.header('sec-fetch-site')
  if (site) return !['same-origin', 'none'].includes(site)
  return request.header('origin') !== undefined && !isSameOrigin(request)
}

const isForm = (request: RequestContract) => !['GET', 'HEAD'].includes(request.method())

function hostOf(request: RequestContract): string | undefined {
  const origin = request.header('origin', '')!
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
