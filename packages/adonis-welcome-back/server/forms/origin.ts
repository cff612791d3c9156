import type { RequestContract } from '@ioc:Adonis/Core/Request'

/** Returns whether `Origin` names this site. */
export const isSameOrigin = (request: RequestContract) => hostOf(request) === request.header('host')

/** Returns whether `Origin` names another site. */
export const isCrossOrigin = (request: RequestContract) =>
  request.header('origin') !== undefined && !isSameOrigin(request)

function hostOf(request: RequestContract): string | undefined {
  const origin = request.header('origin', '')!
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
