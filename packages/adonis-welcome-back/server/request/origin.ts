import type { RequestContract } from '@ioc:Adonis/Core/Request'

/** Returns whether a page of this site sent the request, as far as the browser says so. */
export const isSameOrigin = (request: RequestContract) =>
  hidesOrigin(request)
    ? request.header('sec-fetch-site') === 'same-origin'
    : hostOf(request) === request.header('host')

/** A page with the policy `no-referrer` sends `null`. */
const hidesOrigin = (request: RequestContract) => [undefined, 'null'].includes(request.header('origin'))

function hostOf(request: RequestContract): string | undefined {
  const origin = request.header('origin', '')!
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
