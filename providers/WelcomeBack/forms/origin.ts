import type { RequestContract } from '@ioc:Adonis/Core/Request'

/** Returns whether the browser says that a form stands on a page of this site. */
export const comesFromHere = (request: RequestContract) => hostOf(request) === request.header('host')

/** Returns whether the browser says that a form stands on a page of another site. */
export const comesFromElsewhere = (request: RequestContract) =>
  request.header('origin') !== undefined && !comesFromHere(request)

function hostOf(request: RequestContract): string | undefined {
  const origin = request.header('origin', '')!
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
